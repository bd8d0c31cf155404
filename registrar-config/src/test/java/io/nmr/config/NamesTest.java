package io.nmr.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are taken for mistyped ones, and which for names of somebody else. */
class NamesTest {
  private static final List<String> SETTINGS =
      List.of("nmr.hold.warn", "nmr.hold.deadline", "nmr.history.declines");

  @ParameterizedTest
  @CsvSource({
    "nmr.metrics.prt, nmr.metrics.port",
    "nmr.hold.wran, nmr.hold.warn",
    "nmr.hold.deadlin, nmr.hold.deadline",
    "nmr.health.failure.minutes, nmr.health.failures.minutes"
  })
  void a_property_with_a_slip_is_told_with_what_was_meant(String typed, String meant) {
    assertThat(Names.nearestProperty(typed, SETTINGS)).contains(meant);
    assertThat(Names.nearestSetting(typed, SETTINGS)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nmr.hold.warn",
        "nmr.metrics.port",
        "nmr.home",
        "nmr.console.terminal",
        "nmr.sample.hosts.file",
        "nmr.mode",
        "nmr.acme.port"
      })
  void what_is_read_or_may_be_of_others_is_no_slip(String name) {
    assertThat(Names.nearestProperty(name, SETTINGS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold.warn", "nrm.hold.warn", "NMR.hold.warn", "nmr_hold_warn"})
  void a_name_in_a_configuration_need_not_begin_as_a_setting_does(String name) {
    assertThat(Names.nearestSetting(name, SETTINGS)).contains("nmr.hold.warn");
  }

  @Test
  void what_config_admin_and_file_install_write_is_no_slip() {
    for (String name :
        List.of(
            "service.pid",
            "service.bundleLocation",
            "service.factoryPid",
            "felix.fileinstall.filename",
            "component.name")) {
      assertThat(Names.nearestSetting(name, SETTINGS)).as(name).isEmpty();
    }
  }

  @Test
  void pids_are_like_the_registrars_or_not() {
    for (String pid :
        List.of("io.nmr.registar", "nmr.registrar", "registrar", "io.nmr.Registrar", "io.nmr")) {
      assertThat(Names.isLike(pid, Configurations.PID)).as(pid).isTrue();
    }
    for (String pid : List.of("org.osgi.service.log.admin", "com.acme.registry", "hello")) {
      assertThat(Names.isLike(pid, Configurations.PID)).as(pid).isFalse();
    }
  }
}
