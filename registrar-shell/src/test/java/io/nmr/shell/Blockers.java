package io.nmr.shell;

import io.nmr.Binding;
import io.nmr.Blocker;
import io.nmr.DetachCause;
import io.nmr.ModuleId;
import io.nmr.Npi;
import io.nmr.RegistrationInstance;
import io.nmr.Side;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Blockers of one binding, as a registrar would report them. */
final class Blockers {
  private Blockers() {}

  /** A call of the client that is inside. */
  static Blocker call(String thread, int frames) {
    return call(7, thread, frames);
  }

  /** A call of the client that is inside another binding. */
  static Blocker call(long binding, String thread, int frames) {
    List<StackTraceElement> executing =
        IntStream.range(0, frames)
            .mapToObj(i -> new StackTraceElement("net.Hosts", "resolve", "Hosts.java", 40 + i))
            .toList();
    return new Blocker(
        new ABinding(binding), Side.CLIENT, Blocker.Reason.CALL, Optional.of(thread), executing);
  }

  /** A call whose thread is parked by a call into the JDK. */
  static Blocker parked() {
    return new Blocker(
        new ABinding(7),
        Side.CLIENT,
        Blocker.Reason.CALL,
        Optional.of("load-1"),
        List.of(
            new StackTraceElement("jdk.internal.Unsafe", "park", "Unsafe.java", -2),
            new StackTraceElement("java.util.Latch", "acquire", "Latch.java", 7),
            new StackTraceElement("java.util.Latch", "await", "Latch.java", 9),
            new StackTraceElement("net.Hosts", "resolve", "Hosts.java", 40)));
  }

  private record ABinding(long id) implements Binding {
    private static final Npi<Runnable, Void> NPI = Npi.of(FakeRuntime.NPI, Runnable.class);

    @Override
    public Npi<?, ?> npi() {
      return NPI;
    }

    @Override
    public RegistrationInstance client() {
      return new RegistrationInstance(NPI, ModuleId.of("load"), 0, Map.of());
    }

    @Override
    public RegistrationInstance provider() {
      return new RegistrationInstance(NPI, ModuleId.of("hosts"), 0, Map.of());
    }

    @Override
    public Optional<DetachCause> detachCause() {
      return Optional.of(DetachCause.PROVIDER_DEREGISTERED);
    }

    @Override
    public CompletionStage<Void> peerDetached() {
      return new CompletableFuture<>();
    }
  }
}
