package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Guard;
import io.nmr.Side;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which calls are marked and which are counted, as seen by the thread that makes them. */
@Timeout(30)
class GuardedCallsTest {
  private final long[] own = Marks.own();
  private final long before = own[0];
  private final RunDown runDown = runDown();
  private final SideGuard guard = new SideGuard(runDown, Side.CLIENT);
  private final RunDown otherRunDown = runDown();
  private final SideGuard other = new SideGuard(otherRunDown, Side.CLIENT);

  private static RunDown runDown() {
    return new RunDown() {
      @Override
      protected void left(Set<Change> changes) {}

      @Override
      protected RuntimeException refused(Side caller) {
        return new IllegalStateException("refused " + caller);
      }
    };
  }

  /** Where marks are kept every test has to leave them as it found them. */
  @AfterEach
  void no_mark_is_left() {
    assertThat(own[0]).isEqualTo(before);
  }

  /** From its first call on, calls mark. */
  private static void bind(RunDown runDown, SideGuard guard) {
    runDown.open();
    guard.enter().leave();
  }

  private long marked(RunDown of) {
    return Marks.find(of.mark(Side.CLIENT)).size();
  }

  private void nested(SideGuard in, int times, Runnable innermost) {
    if (times == 0) {
      innermost.run();
    } else {
      in.<Object, RuntimeException>run(
          () -> {
            nested(in, times - 1, innermost);
            return "";
          });
    }
  }

  private int room() {
    return own.length - (int) own[0];
  }

  @Test
  void a_call_of_a_bound_pair_is_marked_and_of_any_other_counted() {
    nested(
        guard,
        1,
        () -> {
          assertThat(marked(runDown)).isZero();
          assertThat(runDown.calls(Side.CLIENT)).isEqualTo(1);
        });
    bind(runDown, guard);
    nested(
        guard,
        1,
        () -> {
          assertThat(marked(runDown)).isEqualTo(1);
          assertThat(runDown.calls(Side.CLIENT)).isEqualTo(1);
        });
    assertThat(runDown.calls(Side.CLIENT)).isZero();
  }

  @Test
  void a_call_that_finds_no_room_for_its_mark_is_counted() {
    bind(runDown, guard);
    bind(otherRunDown, other);
    nested(
        other,
        room(),
        () ->
            nested(
                guard,
                1,
                () -> {
                  assertThat(marked(runDown)).isZero();
                  assertThat(runDown.calls(Side.CLIENT)).isEqualTo(1);
                }));
    assertThat(runDown.calls(Side.CLIENT)).isZero();
  }

  @Test
  void a_call_that_finds_no_room_needs_none_inside_another_by_the_same_mark() {
    bind(runDown, guard);
    bind(otherRunDown, other);
    nested(
        guard,
        1,
        () ->
            nested(
                other,
                room(),
                () -> nested(guard, 1, () -> assertThat(runDown.calls(Side.CLIENT)).isEqualTo(1))));
  }

  @Test
  void a_call_that_finds_neither_room_nor_an_open_guard_leaves_the_marks_alone() {
    bind(otherRunDown, other);
    runDown.done(Side.CLIENT);
    nested(
        other,
        room(),
        () -> {
          assertThatThrownBy(() -> nested(guard, 1, () -> {})).hasMessage("refused client");
          assertThat(marked(otherRunDown)).isEqualTo(own.length - before);
        });
  }

  @Test
  void the_guard_of_an_unguarded_npi_counts_nothing_and_passes_everything() throws Exception {
    Guard open = SideGuard.open();
    assertThat(open.<String, Exception>run(() -> "result")).isEqualTo("result");
    Guard.Call call = open.enter();
    assertThat(call.leaveWith("left")).isEqualTo("left");
    call.leave();
  }

  @Test
  void a_guard_is_equal_to_itself_alone() {
    assertThat(guard).isEqualTo(guard).isNotEqualTo(new SideGuard(runDown, Side.CLIENT));
    assertThat(guard).hasSameHashCodeAs(guard);
    assertThat(guard.hashCode()).isEqualTo(System.identityHashCode(guard));
  }
}
