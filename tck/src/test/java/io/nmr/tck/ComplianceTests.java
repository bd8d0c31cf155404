package io.nmr.tck;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Properties;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.internal.runners.JUnit38ClassRunner;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.Result;
import org.junit.runner.Runner;
import org.osgi.framework.Bundle;

/** Runs the tests that a bundle names in its header, from outside the framework. */
final class ComplianceTests {
  private final Bundle bundle;
  private final JUnitCore junit = new JUnitCore();

  ComplianceTests(Bundle bundle) {
    this.bundle = bundle;
    junit.addListener(new TestWatchdog());
  }

  /** Runs all tests; returns how many ran and how many and which failed. */
  Properties run() throws ReflectiveOperationException {
    int run = 0;
    int ignored = 0;
    StringBuilder failures = new StringBuilder();
    int failed = 0;
    for (String name : bundle.getHeaders("").get("Test-Cases").split(",", -1)) {
      System.out.println("tck class " + name);
      Result result = junit.run(runner(bundle.loadClass(name.trim())));
      run += result.getRunCount();
      ignored += result.getIgnoreCount();
      failed += result.getFailureCount();
      result
          .getFailures()
          .forEach(
              each -> {
                System.out.println("tck FAILED " + each.getDescription() + "\n" + each.getTrace());
                failures.append(each.getDescription()).append('\n');
              });
    }
    Properties results = new Properties();
    results.setProperty("run", String.valueOf(run));
    results.setProperty("ignored", String.valueOf(ignored));
    results.setProperty("failed", String.valueOf(failed));
    results.setProperty("failures", failures.toString());
    return results;
  }

  private Runner runner(Class<?> type) throws ReflectiveOperationException {
    if (!TestCase.class.isAssignableFrom(type)) {
      return Request.aClass(type).getRunner();
    }
    TestSuite suite = new TestSuite(type.asSubclass(TestCase.class));
    for (Test each : Collections.list(suite.tests())) {
      giveContext(each);
    }
    return new JUnit38ClassRunner(suite);
  }

  /** Gives the bundle context to a test that has a method for it, as OSGi's own runner does. */
  private void giveContext(Test test) throws ReflectiveOperationException {
    for (Method each : test.getClass().getMethods()) {
      if (each.getName().equals("setBundleContext")) {
        each.invoke(test, bundle.getBundleContext());
      }
    }
  }
}
