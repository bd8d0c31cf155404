package io.nmr.jfr;

import java.io.IOException;
import java.io.InputStream;

/**
 * Defines the classes of the event types. The recorder rewrites such a class when it is loaded, so
 * that it refers to {@code jdk.jfr.internal}, which no framework exports and no bundle can import.
 * So this loader takes whatever begins with {@code jdk.jfr} from the JDK itself, and all else from
 * the bundle.
 */
final class EventLoader extends ClassLoader {
  private static final String EVENTS = "io.nmr.jfr.event.";
  private static final String RECORDER = "jdk.jfr.";

  static {
    registerAsParallelCapable();
  }

  private EventLoader(ClassLoader bundle) {
    super(bundle);
  }

  /**
   * Loads the recorder with its event types.
   *
   * @throws ReflectiveOperationException if the JDK's classes of the recorder are missing
   */
  static Recorder load() throws ReflectiveOperationException {
    return (Recorder)
        new EventLoader(EventLoader.class.getClassLoader())
            .loadClass(EVENTS + "EventTypes")
            .getConstructor()
            .newInstance();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(RECORDER)) {
      return getPlatformClassLoader().loadClass(name);
    }
    if (!name.startsWith(EVENTS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length, EventLoader.class.getProtectionDomain());
    } catch (IOException failed) {
      throw new ClassNotFoundException(name, failed);
    }
  }
}
