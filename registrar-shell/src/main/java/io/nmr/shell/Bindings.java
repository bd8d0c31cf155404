package io.nmr.shell;

import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.PendingDTO;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.bundle.Bundles;
import io.nmr.shell.result.Listing;
import io.nmr.shell.result.Results;
import java.time.InstantSource;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:bindings}. */
final class Bindings extends Command {
  private final Runtimes runtimes;
  private final Bundles bundles;

  Bindings(Runtimes runtimes, Bundles bundles) {
    this.runtimes = runtimes;
    this.bundles = bundles;
  }

  @Descriptor(
      "shows which client is attached to which provider: NPI, modules with their bundle ids, state,"
          + " calls in progress of the client (C>P) and of the provider (P>C), and why a binding is"
          + " taken apart; below them what each deregistration under way waits for")
  public Object bindings(
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
    Words.of("bindings", words);
    RegistrarRuntime runtime = runtimes.get();
    Only only = Only.of(npi, bundle, bundles).ofKnownNpi(runtime);
    List<BindingDTO> found = runtime.bindings().stream().filter(only::matches).toList();
    List<PendingDTO> pending =
        runtime.pending().stream().filter(it -> only.matches(it.registration())).toList();
    BindingsText text =
        new BindingsText(
            found,
            pending,
            only.words(),
            runtime.registrations(),
            runtime.counts(),
            InstantSource.system());
    return Results.of(new Listing<>(found, text::show), json);
  }
}
