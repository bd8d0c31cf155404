package io.nmr.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.Progress;
import io.nmr.deploy.Request;
import io.nmr.runtime.InvalidSettingException;
import io.nmr.runtime.RuntimeEvent;
import java.lang.reflect.InvocationHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.Test;

/** What modules and clients say comes to the console as one line that no terminal obeys. */
class OutsideTextTest {
  private static final String HOSTILE = "evil\u001b[2J\r\nnext\u202e";
  private static final String SAFE = "evil\\u001b[2J | next\\u202e";
  private static final InvocationHandler NONE = (self, method, arguments) -> List.of();

  @Test
  void of_a_setting_that_is_refused() {
    InvocationHandler runtime =
        (self, method, arguments) -> {
          if (method.getName().equals("configure")) {
            throw new InvalidSettingException(HOSTILE, "is no setting");
          }
          return Map.of();
        };

    assertThat(refusal(runtime, NONE, "setSetting", HOSTILE, ""))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(SAFE + " is no setting");
  }

  @Test
  void of_an_abandon_that_is_refused() {
    InvocationHandler runtime =
        (self, method, arguments) -> {
          throw new IllegalStateException(HOSTILE, new Exception("of a class the client lacks"));
        };

    assertThat(refusal(runtime, NONE, "abandon", 7L))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(SAFE)
        .hasNoCause();
  }

  @Test
  void of_a_deployment_that_is_refused() {
    InvocationHandler deployer =
        (self, method, arguments) -> {
          throw new DeployException(HOSTILE);
        };

    assertThat(refusal(NONE, deployer, "deploy", "x.jar", "", 0L))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(SAFE);
    assertThat(refusal(NONE, deployer, "deploy", "x.jar", HOSTILE, 0L))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("manner is '" + SAFE + "'; give none, or SIDE_BY_SIDE or STOP_FIRST");
    assertThat(refusal(NONE, deployer, "deploy", HOSTILE + "\0", "", 0L))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + SAFE)
        .hasMessageContaining("is no name of a file");
  }

  @Test
  void of_an_operation_that_fails_or_ends_with_a_note_or_goes_on() throws Exception {
    InvocationHandler fails =
        deployer(end(OperationSnapshot.State.FAILED, Optional.of(HOSTILE), List.of()), true);
    assertThat(refusal(NONE, fails, "deploy", "x.jar", "", 0L))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("the deployment of hosts (6) has failed: " + SAFE);

    OperationSnapshot done = end(OperationSnapshot.State.DONE, Optional.empty(), List.of(HOSTILE));
    assertThat(invoke(NONE, deployer(done, true), "deploy", "x.jar", "", 0L).toString())
        .startsWith("hosts (7) has taken the place of hosts (6) in ")
        .endsWith("5 ms; " + SAFE);
    assertThat(invoke(NONE, deployer(done, false), "deploy", "x.jar", "", 0L).toString())
        .contains(" has not ended yet, and it goes on: " + SAFE + ": ");
  }

  @Test
  void of_a_notification() throws Exception {
    BlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    try (Notifier notifier = Notifier.of("test")) {
      notifier.addNotificationListener((each, handback) -> told.add(each), null, null);
      notifier.happened(
          new RuntimeEvent(
              Instant.EPOCH,
              RuntimeEvent.Kind.CALLBACK_FAILED,
              "npi",
              7,
              "client",
              "provider",
              Optional.empty(),
              "owner (5)",
              Optional.empty(),
              HOSTILE));

      Notification notification = told.poll(10, TimeUnit.SECONDS);
      assertThat(notification).isNotNull();
      assertThat(notification.getMessage())
          .isEqualTo("a callback of owner (5) failed in binding 7: " + SAFE);
    }
  }

  private static Throwable refusal(
      InvocationHandler runtime,
      InvocationHandler deployer,
      String operation,
      Object... arguments) {
    Throwable thrown = catchThrowable(() -> invoke(runtime, deployer, operation, arguments));
    assertThat(thrown).isInstanceOf(RuntimeMBeanException.class);
    return thrown.getCause();
  }

  private static Object invoke(
      InvocationHandler runtime, InvocationHandler deployer, String operation, Object... arguments)
      throws Exception {
    String[] types = new String[arguments.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = arguments[i] instanceof Long ? "long" : "java.lang.String";
    }
    return Fakes.server(runtime, deployer).invoke(Fakes.name(), operation, arguments, types);
  }

  private static InvocationHandler deployer(OperationSnapshot now, boolean isOver) {
    Operation operation =
        Fakes.proxy(
            Operation.class,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "done" ->
                      isOver
                          ? CompletableFuture.completedFuture(now)
                          : new CompletableFuture<OperationSnapshot>();
                  case "progress" -> Progress.NONE;
                  default -> now;
                });
    return (self, method, arguments) -> operation;
  }

  private static OperationSnapshot end(
      OperationSnapshot.State state, Optional<String> failure, List<String> notes) {
    return new OperationSnapshot(
        1,
        Request.Kind.DEPLOY,
        "hosts (6)",
        6,
        Optional.of("x.jar"),
        "jmx",
        state,
        HOSTILE,
        Instant.EPOCH,
        Duration.ofMillis(5),
        Optional.of("hosts (7)"),
        7,
        Optional.empty(),
        "",
        List.of(),
        notes,
        failure);
  }
}
