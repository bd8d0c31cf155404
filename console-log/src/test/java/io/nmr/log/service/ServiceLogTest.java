package io.nmr.log.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.log.Message;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Where a line goes: to the log service, or else to the JDK's log. */
class ServiceLogTest {
  private static final String NAME = "io.nmr.test.ServiceLogTest";

  private enum Messages implements Message {
    FAILED;

    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "{what} failed";
    }
  }

  private final List<String> toService = new ArrayList<>();
  private final List<String> toJdk = new ArrayList<>();
  private final java.util.logging.Logger jdk = java.util.logging.Logger.getLogger(NAME);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          toJdk.add(line.getLevel() + " " + line.getMessage() + " " + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen_to_the_jdk() {
    jdk.addHandler(handler);
    jdk.setUseParentHandlers(false);
  }

  @AfterEach
  void listen_no_more() {
    jdk.removeHandler(handler);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            ServiceLogTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** A log in a framework where that handler looks for the log service. */
  private static ServiceLog log(InvocationHandler getServiceReference, Logger logger) {
    LoggerFactory factory = proxy(LoggerFactory.class, (self, method, arguments) -> logger);
    BundleContext context =
        proxy(
            BundleContext.class,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getServiceReference" -> getServiceReference.invoke(self, method, arguments);
                  case "getService" -> factory;
                  case "ungetService" -> true;
                  default -> throw new UnsupportedOperationException(method.toString());
                });
    return new ServiceLog(context, NAME);
  }

  private static ServiceLog log(Logger logger) {
    ServiceReference<?> reference =
        proxy(ServiceReference.class, (self, method, arguments) -> null);
    return log((self, method, arguments) -> reference, logger);
  }

  private Logger recording() {
    return proxy(
        Logger.class,
        (self, method, arguments) -> {
          toService.add(
              method.getName()
                  + " "
                  + arguments[0]
                  + " "
                  + Arrays.toString((Object[]) arguments[1]));
          return null;
        });
  }

  @Test
  void a_line_is_an_argument_and_no_format_for_the_log_service() {
    log(recording()).log(Messages.FAILED, "{}");
    log(recording()).logThrown(new Error("on purpose"), Messages.FAILED, "it");

    assertThat(toService)
        .containsExactly("warn {} [{} failed]", "warn {} [it failed, java.lang.Error: on purpose]");
    assertThat(toJdk).isEmpty();
  }

  @Test
  void the_jdks_log_has_the_line_where_there_is_no_log_service() {
    ServiceLog without = log((self, method, arguments) -> null, recording());
    ServiceLog stopped =
        log(
            (self, method, arguments) -> {
              throw new IllegalStateException("the bundle has stopped");
            },
            recording());
    ServiceLog unwired =
        log(
            (self, method, arguments) -> {
              throw new NoClassDefFoundError("org/osgi/service/log/LoggerFactory");
            },
            recording());

    for (ServiceLog each : List.of(without, stopped, unwired)) {
      each.logThrown(new Error("on purpose"), Messages.FAILED, "it");
    }

    assertThat(toJdk).hasSize(3).containsOnly("WARNING it failed java.lang.Error: on purpose");
    assertThat(toService).isEmpty();
  }

  @Test
  void the_jdks_log_has_the_line_and_the_failure_where_the_log_service_fails() {
    Logger failing =
        proxy(
            Logger.class,
            (self, method, arguments) -> {
              throw new StackOverflowError("deep");
            });

    log(failing).log(Messages.FAILED, "it");

    assertThat(toJdk)
        .containsExactly(
            "WARNING it failed null",
            "WARNING the log service failed and the line before is only in the JDK's log; mend or"
                + " replace the bundle that has the service java.lang.StackOverflowError: deep");
  }
}
