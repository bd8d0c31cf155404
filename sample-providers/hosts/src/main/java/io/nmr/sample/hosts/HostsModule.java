package io.nmr.sample.hosts;

import io.nmr.BindingContext;
import io.nmr.NetworkModule;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.ProviderSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * Provides the resolver NPI from a hosts file: the file that the framework property {@value #FILE}
 * names, or the system's. The file is read when the module is loaded.
 */
public final class HostsModule extends NetworkModule {
  /** The framework property that names the file. */
  public static final String FILE = "nmr.sample.hosts.file";

  @Override
  protected void load(Registrar registrar) throws IOException {
    HostsResolver resolver = new HostsResolver(read(bundleContext().getProperty(FILE)));
    registrar.registerProvider(
        ProviderCharacteristics.of(Resolver.NPI, client -> BindingContext.of(resolver))
            .with(ProviderSet.PRIORITY, 100)
            .with(Resolver.VERSION, new Version(1, 0, 0)));
  }

  /** Reads the configured file, which must exist, or the system's, which may be missing. */
  static HostsFile read(@Nullable String configured) throws IOException {
    Path file = configured == null ? systemFile() : Path.of(configured);
    if (configured == null && Files.notExists(file)) {
      return HostsFile.parse(List.of());
    }
    try {
      // Every byte is a character in Latin 1, so a comment in any encoding can be read.
      return HostsFile.parse(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    } catch (IOException | UncheckedIOException unreadable) {
      throw new IOException("cannot read the hosts file " + file + " (" + FILE + ")", unreadable);
    }
  }

  private static Path systemFile() {
    String windows = System.getenv("SystemRoot");
    return windows == null
        ? Path.of("/etc/hosts")
        : Path.of(windows, "System32", "drivers", "etc", "hosts");
  }
}
