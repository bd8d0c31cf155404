package io.nmr.sample.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsFileTest {
  private static HostsFile of(String... lines) {
    return HostsFile.parse(List.of(lines));
  }

  @Test
  void every_name_of_a_line_has_its_address() {
    HostsFile hosts = of("192.0.2.7\tprinter  lp printer.example");

    assertThat(hosts.addresses("printer")).contains(List.of("192.0.2.7"));
    assertThat(hosts.addresses("lp")).contains(List.of("192.0.2.7"));
    assertThat(hosts.addresses("printer.example")).contains(List.of("192.0.2.7"));
  }

  @Test
  void a_name_on_several_lines_has_all_addresses_in_order_and_each_once() {
    HostsFile hosts = of("192.0.2.2 a", "2001:db8::1 a", "192.0.2.1 a", "192.0.2.2 a");

    assertThat(hosts.addresses("a")).contains(List.of("192.0.2.2", "2001:db8::1", "192.0.2.1"));
  }

  @Test
  void comments_and_blank_lines_say_nothing() {
    HostsFile hosts = of("# 192.0.2.1 a", "", "   ", "192.0.2.2 b # c", "192.0.2.3");

    assertThat(hosts.addresses("a")).isEmpty();
    assertThat(hosts.addresses("b")).isPresent();
    assertThat(hosts.addresses("c")).isEmpty();
    assertThat(hosts.size()).isEqualTo(2); // b and localhost
  }

  @Test
  void case_and_a_trailing_dot_do_not_matter() {
    HostsFile hosts = of("192.0.2.1 Mail.Example.");

    assertThat(hosts.addresses("mail.example")).isPresent();
    assertThat(hosts.addresses("MAIL.example.")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.2.3.256", "1.2.3", "1.2.3.4.", "x:y", "::1::2", "example", "1.2.3.4.5"})
  void a_line_whose_address_is_none_is_left_out(String address) {
    assertThat(of(address + " a").addresses("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "::1", "fe80::1%lo0", "::ffff:192.0.2.1"})
  void an_address_is_kept_as_it_is_written(String address) {
    assertThat(of(address + " a").addresses("a")).contains(List.of(address));
  }

  @Test
  void localhost_is_known_to_an_empty_file_and_told_by_one_that_has_it() {
    assertThat(of().addresses("localhost")).contains(List.of("127.0.0.1", "::1"));
    assertThat(of("127.0.0.2 localhost").addresses("localhost")).contains(List.of("127.0.0.2"));
  }

  @Test
  void a_comment_in_another_encoding_fails_nothing(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("hosts");
    Files.write(file, "192.0.2.1 a # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(HostsModule.read(file.toString()).addresses("a")).isPresent();
  }

  @Test
  void a_file_that_was_asked_for_must_be_there(@TempDir Path folder) {
    String missing = folder.resolve("missing").toString();

    assertThatThrownBy(() -> HostsModule.read(missing))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(missing)
        .hasMessageContaining("nmr.sample.hosts.file");
  }

  @Test
  void the_resolver_answers_at_once() {
    HostsResolver resolver = new HostsResolver(of("192.0.2.1 a"));

    assertThat(resolver.resolve("a").toCompletableFuture())
        .isCompletedWithValueMatching(
            answer ->
                answer.addresses().equals(List.of("192.0.2.1"))
                    && answer.name().equals("a")
                    && answer.source().equals(resolver.source()));
    assertThat(resolver.resolve("b").toCompletableFuture())
        .failsWithin(java.time.Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(UnknownHostException.class);
  }
}
