package io.nmr.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StorageTest {
  @TempDir Path place;

  /** A process that makes a storage in the folder of its first argument, prints it, and waits. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Storage.in(Path.of(arguments[0])).folder();
      System.gc(); // it would close a channel that nobody refers to
      System.out.println(folder);
      System.out.flush();
      System.in.read();
    }
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            place.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void what_a_process_that_was_killed_has_left_is_removed_and_what_one_holds_is_not()
      throws Exception {
    Process killed = holder();
    Process other = holder();
    try (var ofKilled = killed.inputReader();
        var ofOther = other.inputReader()) {
      Path left = Path.of(ofKilled.readLine());
      Path held = Path.of(ofOther.readLine());
      Files.createDirectories(left.resolve("bundle1/data"));
      Files.writeString(left.resolve("bundle1/data/x"), "x");
      Files.createDirectories(left.resolveSibling(left.getFileName() + "-tmp"));
      Files.writeString(held.resolve("y"), "y");
      killed.destroyForcibly();
      assertThat(killed.waitFor(20, TimeUnit.SECONDS)).isTrue();

      Path own = Storage.in(place).folder();

      assertThat(own).isEmptyDirectory().isNotEqualTo(left).isNotEqualTo(held);
      assertThat(left).doesNotExist();
      assertThat(held.resolve("y")).exists();
      assertThat(place.toFile().list())
          .containsExactlyInAnyOrder(
              own.getFileName().toString(),
              own.getFileName() + ".lock",
              held.getFileName().toString(),
              held.getFileName() + ".lock");
    } finally {
      killed.destroyForcibly();
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void a_folder_of_which_there_is_no_lock_file_is_let_be() throws Exception {
    Path foreign = Files.createDirectory(place.resolve("4711"));

    Storage.in(place);

    assertThat(foreign).exists();
  }

  @Test
  void a_lock_file_alone_that_nobody_holds_goes() throws Exception {
    Path alone = place.resolve("x.lock");
    FileChannel.open(alone, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();

    Storage.in(place);

    assertThat(alone).doesNotExist();
  }
}
