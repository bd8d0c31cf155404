package io.nmr.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdkLogTest {
  private final List<String> printed = new CopyOnWriteArrayList<>();
  private final JdkLog log = new JdkLog(new ConsoleLog(printed::add, ZoneOffset.UTC, false));

  @BeforeEach
  void open() {
    log.open();
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static void log(String logger, System.Logger.Level level, String text) {
    System.getLogger(logger).log(level, text);
  }

  @Test
  void what_our_bundles_tell_it_is_one_line_of_the_same_form() {
    log("io.nmr.registrar.config", System.Logger.Level.WARNING, "nothing reads\n  {0} \u001b[2J");
    log("io.nmr.registrar.jmx", System.Logger.Level.DEBUG, "not shown");
    log("org.other", System.Logger.Level.WARNING, "is the JDK's");

    assertThat(printed)
        .singleElement()
        .asString()
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  io\\.nmr\\.registrar\\.config: nothing reads \\|"
                + " \\{0} \\\\u001b\\[2J");
  }

  @Test
  void closed_it_prints_nothing() {
    log.close();
    log("io.nmr.registrar.config", System.Logger.Level.WARNING, "is the JDK's again");
    assertThat(printed).isEmpty();
  }
}
