package io.nmr.shell;

import io.nmr.Side;
import io.nmr.shell.bundle.Bundles;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:clients}. */
final class Clients extends Registrations {
  Clients(Runtimes runtimes, Bundles bundles) {
    super(runtimes, bundles);
  }

  @Descriptor(
      "lists the registered clients: NPI, module with its bundle's id, how many providers it is"
          + " bound to, and the characteristics that providers are told")
  public Object clients(
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed(Completed.Kind.NPI)
          @Descriptor(Options.NPI_TEXT)
          @Parameter(names = Options.NPI, absentValue = "")
          String npi,
      @Completed(Completed.Kind.BUNDLE)
          @Descriptor(Options.BUNDLE_TEXT)
          @Parameter(names = Options.BUNDLE, absentValue = "")
          String bundle,
      @Descriptor(Options.NOTHING) String... words) {
    Words.of("clients", words);
    return list(Side.CLIENT, json, npi, bundle);
  }
}
