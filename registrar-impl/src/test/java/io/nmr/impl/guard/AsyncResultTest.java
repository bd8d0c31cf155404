package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Guard;
import io.nmr.Side;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the caller gets for a result that is not there yet, and when the call leaves (R21). */
@Timeout(30)
class AsyncResultTest {
  /** A stage of a module's own class. */
  private static class OwnStage extends CompletableFuture<String> {}

  /** A stage that nobody can wait for. */
  private static final class Sulking extends OwnStage {
    @Override
    public CompletableFuture<String> whenComplete(
        BiConsumer<? super String, ? super Throwable> action) {
      throw new IllegalStateException("sulking");
    }
  }

  private final RunDown runDown =
      new RunDown() {
        @Override
        protected void left(Set<Change> changes) {}

        @Override
        protected RuntimeException refused(Side caller) {
          return new IllegalStateException("refused " + caller);
        }
      };

  private final SideGuard guard = new SideGuard(runDown, Side.CLIENT);

  private int calls() {
    return runDown.calls(Side.CLIENT);
  }

  private Object passed(CompletionStage<?> result, Class<?> promised) {
    return AsyncResult.leaveWith((CountedCall) guard.enter(), result, promised);
  }

  @Test
  void R21_the_guards_stage_takes_the_place_of_any_where_the_caller_is_promised_no_other() {
    CompletableFuture<String> jdks = new CompletableFuture<>();
    OwnStage modules = new OwnStage();
    assertThat(passed(modules, CompletionStage.class)).isNotSameAs(modules);
    assertThat(passed(modules, CompletableFuture.class)).isNotSameAs(modules);
    assertThat(passed(jdks, Object.class)).isNotSameAs(jdks);
    Object guards = passed(jdks, Object.class);
    assertThat(passed((CompletionStage<?>) guards, Object.class)).isNotSameAs(guards);
    assertThat(calls()).isEqualTo(5);
    jdks.complete("");
    modules.complete("");
    assertThat(calls()).isZero();
  }

  @Test
  void R21_a_caller_that_is_promised_a_stage_of_the_modules_class_gets_it() {
    OwnStage modules = new OwnStage();
    assertThat(passed(modules, OwnStage.class)).isSameAs(modules);
    assertThat(calls()).isEqualTo(1);
    modules.complete("");
    assertThat(calls()).isZero();
  }

  @Test
  void R21_a_stage_that_is_complete_is_passed_on_as_it_is() throws Exception {
    CompletableFuture<String> complete = CompletableFuture.completedFuture("");
    runDown.open();
    guard.enter().leave(); // from the first call on, calls mark
    assertThat(guard.<Object, Exception>run(() -> complete)).isSameAs(complete);
  }

  @Test
  void R21_a_stage_that_lets_nobody_depend_on_it_ends_the_call() {
    assertThatThrownBy(() -> passed(new Sulking(), CompletionStage.class)).hasMessage("sulking");
    assertThat(calls()).isZero();
  }

  @Test
  void R21_cancelling_says_whether_it_was_cancelled() {
    CompletableFuture<String> result = new CompletableFuture<>();
    CompletableFuture<?> first = (CompletableFuture<?>) passed(result, CompletableFuture.class);
    assertThat(first.cancel(true)).isTrue();
    CompletableFuture<String> other = new CompletableFuture<>();
    CompletableFuture<?> second = (CompletableFuture<?>) passed(other, CompletableFuture.class);
    other.complete("too late");
    assertThat(second.cancel(true)).isFalse();
  }

  @Test
  void R21_a_call_entered_by_hand_goes_on_without_its_thread_until_its_result_is_there() {
    CompletableFuture<String> result = new CompletableFuture<>();
    Guard.Call call = guard.enter();
    assertThat(runDown.inProgress())
        .containsExactly(new InProgress(Side.CLIENT, Thread.currentThread(), true));
    call.leaveWith(result);
    assertThat(runDown.inProgress()).containsExactly(new InProgress(Side.CLIENT, null));
    result.complete("");
    assertThat(calls()).isZero();
    assertThat(guard.enter().leaveWith("at once")).isEqualTo("at once");
    assertThat(calls()).isZero();
  }

  @Test
  void R21_a_counted_call_goes_on_without_its_thread() throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    guard.<CompletionStage<String>, Exception>run(() -> result); // the pair is not bound yet
    assertThat(runDown.inProgress()).containsExactly(new InProgress(Side.CLIENT, null));
    result.complete("");
    assertThat(calls()).isZero();
  }

  @Test
  void R21_a_marked_call_is_counted_and_goes_on_without_its_thread() throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    runDown.open();
    guard.enter().leave(); // from the first call on, calls mark
    guard.<CompletionStage<String>, Exception>run(() -> result);
    assertThat(runDown.inProgress()).containsExactly(new InProgress(Side.CLIENT, null));
    result.complete("");
    assertThat(calls()).isZero();
  }
}
