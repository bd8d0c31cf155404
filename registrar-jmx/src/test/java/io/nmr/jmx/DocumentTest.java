package io.nmr.jmx;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.runtime.RuntimeEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.Notification;
import org.junit.jupiter.api.Test;

/** {@code docs/jmx.md} names what the MBean has, and nothing else. */
class DocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "jmx.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @Test
  void each_attribute_has_a_row_and_each_row_an_attribute() throws Exception {
    assertThat(firstCells("Attributes"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(mbean().getAttributes()).map(MBeanFeatureInfo::getName).toList());
  }

  @Test
  void each_operation_has_a_row_with_its_parameters_and_each_row_an_operation() throws Exception {
    assertThat(firstCells("Operations"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(mbean().getOperations()).map(DocumentTest::signature).toList());
  }

  @Test
  void each_notification_has_a_row_and_each_row_a_notification() throws Exception {
    assertThat(firstCells("Notifications"))
        .containsExactlyInAnyOrder(mbean().getNotifications()[0].getNotifTypes());
  }

  @Test
  void the_facts_of_a_notification_are_named() throws Exception {
    String after = section("Notifications").replaceAll("(?s).*a map of texts: ", "");

    assertThat(codes(after)).containsExactlyElementsOf(facts());
  }

  private static String signature(MBeanOperationInfo operation) {
    return operation.getName()
        + Arrays.stream(operation.getSignature())
            .map(MBeanFeatureInfo::getName)
            .collect(joining(", ", "(", ")"));
  }

  private static MBeanInfo mbean() throws Exception {
    return Fakes.server(
            (self, method, arguments) -> Map.of(), (self, method, arguments) -> List.of())
        .getMBeanInfo(Fakes.name());
  }

  private static List<String> facts() throws Exception {
    BlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    try (Notifier notifier = Notifier.of("test")) {
      notifier.addNotificationListener((each, handback) -> told.add(each), null, null);
      notifier.happened(
          new RuntimeEvent(
              Instant.EPOCH,
              RuntimeEvent.Kind.ABANDONED,
              "npi",
              7,
              "client",
              "provider",
              Optional.empty(),
              "owner",
              Optional.empty(),
              ""));
      Notification notification = told.poll(10, TimeUnit.SECONDS);
      assertThat(notification).isNotNull();
      return ((Map<?, ?>) notification.getUserData())
          .keySet().stream().map(Object::toString).toList();
    }
  }

  /** What the first cells of a section's table have in code style. */
  private static List<String> firstCells(String heading) throws IOException {
    return section(heading)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .flatMap(line -> codes(line.split("\\|")[1]).stream())
        .toList();
  }

  private static List<String> codes(String text) {
    Stream<MatchResult> found = CODE.matcher(text).results();
    return found.map(it -> it.group(1)).toList();
  }

  private static String section(String heading) throws IOException {
    String[] parts = Files.readString(DOCUMENT).split("\n## " + heading + "\n", 2);
    assertThat(parts).as(heading).hasSize(2);
    return parts[1].split("\n## ", 2)[0];
  }
}
