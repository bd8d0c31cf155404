package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A place where a fixture is held until the test lets it go on. */
public final class Gate {
  private static final int SECONDS = 20;

  private final String event;
  private final CountDownLatch isInside = new CountDownLatch(1);
  private final CountDownLatch mayLeave = new CountDownLatch(1);

  Gate(String event) {
    this.event = event;
  }

  /** For the fixture's thread. */
  public void pass() {
    isInside.countDown();
    try {
      if (!mayLeave.await(2 * SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody opened the gate at " + event);
      }
    } catch (InterruptedException interrupt) {
      throw new IllegalStateException("interrupted at " + event, interrupt);
    }
  }

  /** Waits until a fixture is here. */
  public void awaitInside() throws InterruptedException {
    assertThat(isInside.await(SECONDS, TimeUnit.SECONDS)).as("somebody came to " + event).isTrue();
  }

  /** Lets go whoever is here or will come. */
  public void leave() {
    mayLeave.countDown();
  }
}
