package io.nmr.sample.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README shows this module's code, not something like it. */
class ReadmeTest {
  private static final Pattern FIRST_JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

  @Test
  void the_module_in_the_readme_is_the_one_that_is_compiled() throws IOException {
    Matcher block = FIRST_JAVA.matcher(Files.readString(Path.of("../../README.md")));
    assertThat(block.find()).isTrue();
    assertThat(Files.readString(Path.of("src/main/java/io/nmr/sample/hosts/HostsModule.java")))
        .contains(block.group(1));
  }
}
