package io.nmr.impl.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When somebody has to come for what is left of a list. */
class SharedWorkTest {
  private static final int PATIENCE = 4;

  private final SharedWork work = new SharedWork();
  private final List<String> done = new ArrayList<>();

  private void add(String name) {
    work.add(() -> done.add(name));
  }

  @Test
  void a_list_is_unattended_until_a_thread_has_joined_and_when_it_has_left() {
    assertThat(work.isUnattended()).isFalse();
    add("a");
    assertThat(work.isUnattended()).isTrue();
    assertThat(work.left()).isEqualTo(1);

    work.join();
    assertThat(work.isUnattended()).isFalse();
    work.run(() -> done.add("and then"));

    assertThat(done).containsExactly("a", "and then");
    assertThat(work.left()).isZero();
    assertThat(work.isUnattended()).isFalse();
    add("b");
    assertThat(work.isUnattended()).isTrue();
  }

  @Test
  void it_is_attended_as_long_as_one_of_two_is_at_it() {
    work.join();
    work.join();
    work.run(() -> {}); // which is through: there is nothing
    add("a");
    assertThat(work.isUnattended()).isFalse();

    work.run(() -> {});
    add("b");

    assertThat(done).containsExactly("a");
    assertThat(work.isUnattended()).isTrue();
  }

  @Test
  void a_thread_that_fails_amid_a_thing_has_left_and_the_rest_is_there() {
    work.join();
    work.add(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    add("b");

    assertThatThrownBy(() -> work.run(() -> {})).hasMessage("on purpose");

    assertThat(work.left()).isEqualTo(1);
    assertThat(work.isUnattended()).isTrue();
  }

  @Test
  void who_is_at_it_is_stuck_when_he_has_not_come_back_for_several_looks() {
    work.join();
    for (int look = 0; look <= PATIENCE; look++) {
      assertThat(work.isStuck()).as("nothing is left").isFalse();
    }
    add("a");
    for (int look = 0; look < PATIENCE; look++) {
      assertThat(work.isStuck()).isFalse();
    }
    assertThat(work.isStuck()).isTrue();

    add("b");
    List<Boolean> stuck = new ArrayList<>();
    work.run(() -> stuck.add(work.isStuck()));

    assertThat(stuck).as("somebody has just come").containsExactly(false, false);
  }
}
