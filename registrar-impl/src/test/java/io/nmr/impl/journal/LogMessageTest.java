package io.nmr.impl.journal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person finds in the log, and in the document that explains it. */
class LogMessageTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");
  private static final String TABLE = "| level | message | meaning | what to do |";

  private static final Set<LogMessage> ABOUT_NO_MODULE =
      EnumSet.of(
          LogMessage.SETTINGS_CHANGED,
          LogMessage.LOG_SERVICE_FAILED,
          LogMessage.LISTENER_FAILED,
          LogMessage.HOLD_FAILED); // a bundle, and none of its registrations more than another

  /** The rows of the table, each with its cells. */
  private static List<List<String>> rows() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    assertThat(lines).contains(TABLE);
    return lines.subList(lines.indexOf(TABLE) + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).skip(1).toList())
        .toList();
  }

  @Test
  void every_message_has_a_row_and_every_row_a_message() throws IOException {
    List<List<String>> rows = rows();

    assertThat(rows)
        .extracting(row -> row.get(0) + " " + row.get(1).replace("`", ""))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(LogMessage.values())
                .map(message -> message.level() + " " + message.text())
                .toList());
    assertThat(rows)
        .allSatisfy(
            row -> assertThat(row).hasSize(4).allSatisfy(cell -> assertThat(cell).isNotBlank()));
  }

  @ParameterizedTest
  @EnumSource
  void each_names_the_module_and_the_npi_or_binding_and_a_warning_what_to_do_next(
      LogMessage message) {
    if (ABOUT_NO_MODULE.contains(message)) {
      return;
    }
    assertThat(message.text())
        .containsPattern("\\{(registrations?|binding|blockers|npi)}"); // each has modules and NPI
    if (message.level() == Level.WARNING) {
      assertThat(message.text()).containsPattern("; \\w+ [^;{}]+$");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_line_is_one_printable_line_and_has_its_arguments_in_order(LogMessage message) {
    int names = message.text().split("\\{", -1).length - 1;
    Object[] arguments = new Object[names];
    Arrays.setAll(arguments, number -> "<" + number + " of\r\n two {lines}\n\u001b[2J>");

    String line = message.line(arguments);

    List<String> parts = new ArrayList<>();
    for (int number = 0; number < names; number++) {
      parts.add("<" + number + " of | two {lines} | \\u001b[2J>");
    }
    assertThat(line).hasLineCount(1);
    if (names > 0) {
      assertThat(line).containsSubsequence(parts);
    }
  }

  /** So that none is logged that is not in the list. */
  @Test
  void nobody_logs_but_the_journal_and_the_log_itself() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.nmr.impl", "io.nmr.local");

    noClasses()
        .that()
        .doNotBelongToAnyOf(Journal.class, RegistrarLog.class)
        .and()
        .doNotHaveFullyQualifiedName("io.nmr.impl.ServiceLog")
        .should()
        .callMethod(RegistrarLog.class, "log", Level.class, String.class, Throwable.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.System$Logger")
        .check(classes);
  }
}
