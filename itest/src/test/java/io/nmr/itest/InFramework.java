package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Runs a test's method not where JUnit has loaded it but in a bundle made of its package. */
public final class InFramework implements InvocationInterceptor {
  /** For JUnit. */
  public InFramework() {}

  @Override
  public void interceptTestMethod(
      Invocation<Void> here, ReflectiveInvocationContext<Method> test, ExtensionContext context)
      throws Throwable {
    run(here, test);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> here, ReflectiveInvocationContext<Method> test, ExtensionContext context)
      throws Throwable {
    run(here, test);
  }

  @SuppressWarnings("try") // nothing is done with the resource but to close it
  private static void run(Invocation<Void> here, ReflectiveInvocationContext<Method> test)
      throws Throwable {
    here.skip();
    Osgi osgi = Osgi.withRegistrar(((Inside) test.getTarget().orElseThrow()).properties());
    try (AutoCloseable stopping = osgi::close) {
      runIn(osgi, test);
    }
  }

  private static void runIn(Osgi osgi, ReflectiveInvocationContext<Method> test) throws Throwable {
    Class<?> type =
        bundleOf(osgi, test.getTargetClass()).loadClass(test.getTargetClass().getName());
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Inside inside = (Inside) constructor.newInstance();
    inside.osgi = osgi;
    try {
      inside.begin();
      call(inside, type, test);
    } finally {
      osgi.outside.openAllGates();
      inside.end();
    }
  }

  private static void call(Inside inside, Class<?> type, ReflectiveInvocationContext<Method> test)
      throws Throwable {
    Method method =
        type.getDeclaredMethod(
            test.getExecutable().getName(), test.getExecutable().getParameterTypes());
    method.setAccessible(true);
    try {
      method.invoke(inside, test.getArguments().toArray());
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private static Bundle bundleOf(Osgi osgi, Class<?> test) throws Exception {
    Bundle bundle = osgi.install(TestBundle.ofTests(test.getPackageName()));
    bundle.start();
    assertThat(FrameworkUtil.getBundle(bundle.loadClass("io.nmr.Registrar")))
        .as("the bundle that the tests have the API of")
        .isEqualTo(osgi.bundle("io.nmr.registrar.api"));
    return bundle;
  }
}
