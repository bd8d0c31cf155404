package io.nmr.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.util.ProviderSet;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A plain JVM has no class of OSGi's on its class path, and the local registrar needs none. */
@Timeout(60)
class PlainJvmTest {
  /** The class path of this JVM, without OSGi's packages. */
  private static final class WithoutOsgi extends URLClassLoader {
    WithoutOsgi() throws MalformedURLException {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() throws MalformedURLException {
      List<URL> urls = new ArrayList<>();
      for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
        urls.add(new File(each).toURI().toURL());
      }
      return urls.toArray(new URL[0]);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("org.osgi.")) {
        throw new ClassNotFoundException(name);
      }
      return super.findClass(name);
    }
  }

  /** A one-way interface. */
  public interface Greeter {
    /** Greets. */
    String greet(String name);
  }

  /** What runs there: modules attach, with characteristics, call each other, and unload. */
  public static final class Modules implements Supplier<String> {
    private static final Npi<Greeter, Void> NPI = Npi.of("io.nmr.test.greeter", Greeter.class);

    /** For the test, which makes it by reflection. */
    public Modules() {}

    @Override
    public String get() {
      try (LocalRegistrar registrar = new LocalRegistrar();
          LocalModule client = registrar.module("client")) {
        registrar.registerProvider(
            ProviderCharacteristics.of(NPI, offer -> BindingContext.of(name -> "hello " + name))
                .with(ProviderSet.PRIORITY, 100)
                .with("languages", new String[] {"en", "de"}));
        try (ProviderSet<Greeter> greeters = ProviderSet.open(client, NPI)) {
          return greeters.call(greeter -> greeter.greet("you"));
        }
      }
    }

    /** A value that no filter can compare. */
    public static void useBadValue() {
      ProviderCharacteristics.of(NPI, offer -> BindingContext.<Greeter>of(name -> name))
          .with("made", new StringBuilder("x"));
    }
  }

  @Test
  void modules_attach_call_and_unload_without_a_class_of_OSGi() throws Exception {
    try (WithoutOsgi loader = new WithoutOsgi()) {
      Class<?> modules = loader.loadClass(Modules.class.getName());
      assertThat(modules.getClassLoader()).isSameAs(loader);

      assertThat(((Supplier<?>) modules.getConstructor().newInstance()).get())
          .isEqualTo("hello you");
    }
  }

  @Test
  void a_value_that_no_filter_can_compare_is_named_there_too() throws Exception {
    try (WithoutOsgi loader = new WithoutOsgi()) {
      var method = loader.loadClass(Modules.class.getName()).getMethod("useBadValue");

      assertThatThrownBy(() -> method.invoke(null))
          .hasRootCauseInstanceOf(IllegalArgumentException.class)
          .rootCause()
          .hasMessageStartingWith(
              "characteristic 'made' has the value x of java.lang.StringBuilder");
    }
  }
}
