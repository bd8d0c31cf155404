package io.nmr.shell;

import io.nmr.Side;
import io.nmr.shell.bundle.Bundles;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:providers}. */
final class Providers extends Registrations {
  Providers(Runtimes runtimes, Bundles bundles) {
    super(runtimes, bundles);
  }

  @Descriptor(
      "lists the registered providers: NPI, module with its bundle's id, how many clients are bound"
          + " to it, and the characteristics that clients are told")
  public Object providers(
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
    Words.of("providers", words);
    return list(Side.PROVIDER, json, npi, bundle);
  }
}
