package io.nmr.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.main.AutoProcessor;
import org.apache.felix.main.Main;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/**
 * Starts the framework as Felix's {@code Main} does, with the same properties and the same folder
 * of bundles. Two things are different: the framework has a storage that no other start removes,
 * and the process ends with the exit code that was given to the shell's {@code exit}.
 */
public final class Launcher {
  /** The system property that names the folder of the storages. */
  static final String CACHE = "nmr.cache";

  /** The system property with the exit code, which the shell sets. */
  static final String EXIT_CODE = "nmr.exit.code";

  private static final int NO_FRAMEWORK = 1;

  private Launcher() {}

  /** Ends the process when the framework has ended; never returns. */
  public static void main(String[] arguments) {
    int code = NO_FRAMEWORK;
    try {
      run();
      code = Integer.getInteger(EXIT_CODE, 0);
    } catch (IOException | BundleException failed) {
      System.err.println("nmr: cannot start the framework: " + failed);
    } catch (InterruptedException early) {
      System.err.println("nmr: the wait for the end of the framework was interrupted");
    }
    System.exit(code);
  }

  private static void run() throws IOException, BundleException, InterruptedException {
    Main.loadSystemProperties();
    String cache = System.getProperty(CACHE);
    if (cache != null && System.getProperty(Constants.FRAMEWORK_STORAGE) == null) {
      Storage storage = Storage.in(Path.of(cache));
      System.setProperty(Constants.FRAMEWORK_STORAGE, storage.folder().toString());
    }
    Map<String, String> properties = Main.loadConfigProperties();
    Main.copySystemProperties(properties);
    Framework framework = new FrameworkFactory().newFramework(properties);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(framework), "nmr-end"));
    framework.init();
    AutoProcessor.process(properties, framework.getBundleContext());
    FrameworkEvent end;
    do {
      framework.start();
      end = framework.waitForStop(0);
    } while (end.getType() == FrameworkEvent.STOPPED_UPDATE);
  }

  private static void stop(Framework framework) {
    try {
      framework.stop();
      framework.waitForStop(0);
    } catch (BundleException | InterruptedException failed) {
      System.err.println("nmr: the framework does not stop: " + failed);
    }
  }
}
