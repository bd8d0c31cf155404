package io.nmr.itest;

import static io.nmr.itest.JmxScene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.itest.JmxScene.Call;
import java.util.Map;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registrar's MBean: what it shows, and what it does with a hold and with settings. */
@Timeout(60)
class JmxIT {
  private JmxScene scene;
  private Call call;
  private Doing stop;

  @AfterEach
  void stop() throws Exception {
    scene.close();
  }

  private void arrangeAHold(Map<String, String> properties) throws Exception {
    scene = new JmxScene(properties);
    call = scene.callInside();
    stop = call.provider().stopping();
    call.provider().assertHeld(stop);
  }

  @Test
  void every_attribute_is_of_open_types_and_described() throws Exception {
    arrangeAHold(Map.of());
    MBeanInfo about = scene.server.getMBeanInfo(scene.name);
    assertThat(about.getDescription()).startsWith("The Network Module Registrar");
    for (MBeanAttributeInfo each : about.getAttributes()) {
      Object value = scene.get(each.getName());
      assertThat(value).as(each.getName()).isNotNull();
      assertThat(value.getClass().getName()).as(each.getName()).doesNotContain("nmr");
      assertThat(each.getDescription()).as(each.getName()).contains(" ");
    }
    for (MBeanOperationInfo each : about.getOperations()) {
      assertThat(each.getDescription()).as(each.getName()).contains(" ");
      assertThat(each.getSignature())
          .noneMatch(parameter -> parameter.getName().matches("p\\d"))
          .allMatch(parameter -> parameter.getDescription().contains(" "));
    }
    assertThat(scene.rows("Npis")[0].get("id")).isNotNull();
    assertThat(scene.rows("Registrations"))
        .extracting(row -> row.get("module"))
        .containsExactly("provider", "client");
    assertThat(scene.rows("Bindings")[0].get("state")).isEqualTo("DETACHING");
    assertThat(scene.rows("Bindings")[0].get("clientCalls")).isEqualTo(1);
    assertThat(((CompositeData) scene.get("Counts")).get("attached")).isEqualTo(1L);
  }

  @Test
  void H4_a_hold_is_shown_with_its_blockers_and_H5_ended_by_abandon() throws Exception {
    arrangeAHold(Map.of());

    assertThat(scene.get("Holds")).isEqualTo(1);
    CompositeData pending = scene.rows("Pending")[0];
    assertThat(pending.get("isHold")).isEqualTo(true);
    assertThat(((CompositeData) pending.get("registration")).get("module")).isEqualTo("provider");
    CompositeData blocker = ((CompositeData[]) pending.get("blockers"))[0];
    assertThat(blocker.get("module")).isEqualTo("client");
    assertThat(blocker.get("thread")).isEqualTo("call x by client");
    assertThat((String[]) blocker.get("executing"))
        .anyMatch(frame -> frame.contains("WorkContext.work"));
    await().atMost(PATIENCE).until(() -> (long) scene.get("LongestHoldMillis") > 0);

    scene.invoke("abandon", (Long) blocker.get("bindingId"));

    stop.await();
    assertThat(scene.get("Holds")).isEqualTo(0);
    assertThat(scene.rows("Abandoned")).hasSize(1);
    CompositeData abandoned = scene.rows("Abandoned")[0];
    assertThat(abandoned.get("client")).isEqualTo("client");
    assertThat(abandoned.get("provider")).isEqualTo("provider");
    assertThat((String[]) abandoned.get("leftBehind")).isNotEmpty();
    call.end();
  }

  @Test
  void a_decline_is_shown_with_who_declined_whom_and_why() throws Exception {
    scene = new JmxScene(Map.of());
    scene.osgi.outside.on(
        "provider:attach",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    scene.osgi.startProvider("provider");
    scene.osgi.startClient("client");

    assertThat(scene.rows("Declines")).hasSize(1);
    CompositeData declined = scene.rows("Declines")[0];
    assertThat(declined.get("client")).isEqualTo("client");
    assertThat(declined.get("provider")).isEqualTo("provider");
    assertThat(declined.get("by")).isEqualTo("provider");
    assertThat((String) declined.get("reason")).contains("the test's reaction");
  }

  @Test
  void settings_apply_at_once_and_a_bad_one_is_refused_by_name() throws Exception {
    arrangeAHold(Map.of("nmr.hold.warn", "7s"));

    assertThatThrownBy(() -> scene.invoke("setSetting", "nmr.hold.policy", "hope"))
        .isInstanceOf(RuntimeMBeanException.class)
        .cause()
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("nmr.hold.policy", "'hope'");
    assertThat(scene.setting("nmr.hold.policy")).isEqualTo("wait");

    scene.invoke("setSetting", "nmr.hold.deadline", "1ms");
    scene.invoke("setSetting", "nmr.hold.policy", "abandon");

    stop.await();
    assertThat(scene.setting("nmr.hold.deadline")).isEqualTo("1ms");
    assertThat(scene.setting("nmr.hold.warn")).isEqualTo("7s");
    scene.invoke("resetSettings");
    assertThat(scene.setting("nmr.hold.policy")).isEqualTo("wait");
    call.end();
  }
}
