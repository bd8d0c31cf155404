package io.nmr.itest.chaos;

import io.nmr.itest.fixture.chaos.tally.Count;
import io.nmr.itest.fixture.chaos.tally.Tally;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Lines that tell how it goes. */
final class Progress {
  private final Tally tally;
  private final Operations operations;
  private final LogTail log;
  private final long begin = System.nanoTime();

  Progress(Tally tally, Operations operations, LogTail log) {
    this.tally = tally;
    this.operations = operations;
    this.log = log;
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
  }

  /** One for now and then; the heap is what is in use after a collection. */
  String line() {
    System.gc();
    Runtime jvm = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "chaos %5d s: operations=%d (longest %d ms) calls=%d refused=%d failed=%d bindings=%d"
            + " heap=%d KiB threads=%d loaders=%d warnings=%d",
        seconds(),
        operations.total(),
        operations.longestMillis(),
        calls(),
        tally.get(Count.REFUSED),
        tally.get(Count.FAILED),
        tally.pairs().size(),
        (jvm.totalMemory() - jvm.freeMemory()) / 1024,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        tally.loaders(),
        log.warnings());
  }

  private long calls() {
    long calls = 0;
    for (Count each : Count.values()) {
      calls += each.compareTo(Count.REFUSED) < 0 ? tally.get(each) : 0;
    }
    return calls;
  }

  /** The one at the end. */
  String summary(long seed, int hangs, int bindingsLeft) {
    StringBuilder text = new StringBuilder("chaos summary: ");
    text.append("framework=").append(System.getProperty("itest.framework"));
    text.append(" java=").append(Runtime.version().feature());
    text.append(" seed=").append(seed).append(" seconds=").append(seconds());
    text.append(" operations=").append(operations.total());
    for (Kind each : Kind.values()) {
      text.append(' ').append(each.name().toLowerCase(Locale.ROOT)).append('=');
      text.append(operations.count(each));
    }
    text.append(" of-the-registrar=").append(operations.ofRegistrar());
    text.append(" refused-by-framework=").append(operations.refusedByFramework());
    text.append(" longest-ms=").append(operations.longestMillis());
    text.append(" calls=").append(calls());
    for (Count each : Count.values()) {
      text.append(' ').append(each.name().toLowerCase(Locale.ROOT)).append('=');
      text.append(tally.get(each));
    }
    text.append(" faults=").append(tally.faultCount()).append(" hangs=").append(hangs);
    text.append(" leaked-bindings=").append(bindingsLeft);
    return text.toString();
  }
}
