package io.nmr.jmx;

import io.nmr.Blocker;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.Preview;
import io.nmr.runtime.AbandonEntry;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The snapshots of the runtime and the deployer in types that JMX turns into open types. */
@SuppressWarnings("JavaUtilDate") // JMX has an open type for no other class of times
public final class OpenTypes {
  private OpenTypes() {}

  /** A registration. */
  public record Registered(
      long id,
      String npi,
      String side,
      String module,
      int number,
      String owner,
      long ownerId,
      Map<String, String> characteristics,
      boolean isDeregistering,
      int bindings) {
    static Registered of(RegistrationSnapshot from) {
      Map<String, String> characteristics = new TreeMap<>();
      from.characteristics().forEach((key, value) -> characteristics.put(key, value.toString()));
      return new Registered(
          from.id(),
          from.npi(),
          from.side().toString(),
          from.module(),
          from.number(),
          from.owner(),
          from.ownerId(),
          characteristics,
          from.isDeregistering(),
          from.bindings());
    }
  }

  /** A binding. */
  public record Bound(
      long id,
      String npi,
      String client,
      String clientOwner,
      String provider,
      String providerOwner,
      String state,
      boolean isGuarded,
      int clientCalls,
      int providerCalls,
      String detachCause) {
    static Bound of(BindingSnapshot from) {
      return new Bound(
          from.id(),
          from.npi(),
          instance(from.client()),
          from.client().owner(),
          instance(from.provider()),
          from.provider().owner(),
          from.state(),
          from.isGuarded(),
          from.clientCalls(),
          from.providerCalls(),
          from.detachCause().map(Enum::name).orElse(""));
    }
  }

  /** A deregistration under way, or a registration that is still attaching. */
  public record Pending(
      Registered registration,
      Date since,
      long millis,
      boolean isHold,
      boolean isAttaching,
      List<Waited> blockers) {
    static Pending of(PendingSnapshot from, Instant now) {
      return new Pending(
          Registered.of(from.registration()),
          Date.from(from.since()),
          Math.max(0, Duration.between(from.since(), now).toMillis()),
          from.isHold(),
          from.isAttaching(),
          from.blockers().stream().map(Waited::of).toList());
    }
  }

  /** A blocker: what a deregistration or registration waits for. */
  public record Waited(
      long bindingId,
      String npi,
      String module,
      String side,
      String reason,
      String thread,
      List<String> executing,
      String text) {
    static Waited of(Blocker from) {
      return new Waited(
          from.binding().id(),
          from.binding().npi().id(),
          from.module().toString(),
          from.side().toString(),
          from.reason().name(),
          from.thread().orElse(""),
          from.executing().stream().map(StackTraceElement::toString).toList(),
          from.toString());
    }
  }

  /** A decline. */
  public record Declined(
      Date when, String npi, String client, String provider, String by, String reason) {
    static Declined of(DeclineEntry from) {
      return new Declined(
          Date.from(from.when()),
          from.npi(),
          from.client(),
          from.provider(),
          from.by().toString(),
          from.reason());
    }
  }

  /** A binding whose wait was given up. */
  public record Abandoned(
      Date when,
      long bindingId,
      String npi,
      String client,
      String provider,
      List<String> leftBehind) {
    static Abandoned of(AbandonEntry from) {
      return new Abandoned(
          Date.from(from.when()),
          from.bindingId(),
          from.npi(),
          from.client(),
          from.provider(),
          from.leftBehind());
    }
  }

  /** A callback that failed. */
  public record Failed(
      Date when,
      String npi,
      long bindingId,
      String client,
      String provider,
      String side,
      String owner,
      String detail) {
    static Failed of(RuntimeEvent from) {
      return new Failed(
          Date.from(from.when()),
          from.npi(),
          from.bindingId(),
          from.client(),
          from.provider(),
          from.side().map(Object::toString).orElse(""),
          from.owner(),
          from.detail());
    }
  }

  /** A deployer's operation, under way or ended. */
  public record Operated(
      long id,
      String kind,
      String bundle,
      long bundleId,
      String file,
      String by,
      String state,
      String step,
      Date since,
      long millis,
      String newBundle,
      long newBundleId,
      String manner,
      String why,
      List<String> restarted,
      List<String> notes,
      String failure) {
    static Operated of(OperationSnapshot from) {
      return new Operated(
          from.id(),
          from.kind().name(),
          from.bundle(),
          from.bundleId(),
          from.file().orElse(""),
          from.by(),
          from.state().name(),
          from.step(),
          Date.from(from.since()),
          from.duration().toMillis(),
          from.newBundle().orElse(""),
          from.newBundleId(),
          from.manner().map(Enum::name).orElse(""),
          from.why(),
          from.restarted(),
          from.notes(),
          from.failure().orElse(""));
    }
  }

  /** A preview: what an operation would do. */
  public record Previewed(
      String text,
      String bundle,
      String newBundle,
      String manner,
      String why,
      List<String> restarted,
      List<String> components,
      List<String> bindings,
      int calls,
      List<String> without,
      List<String> otherwise,
      List<String> holds) {
    static Previewed of(Preview from) {
      return new Previewed(
          from.summary(),
          from.bundle().orElse(""),
          from.newBundle().orElse(""),
          from.manner().map(Enum::name).orElse(""),
          from.why(),
          from.restarted(),
          from.components(),
          from.bindings(),
          from.calls(),
          from.without(),
          from.otherwise(),
          from.holds());
    }
  }

  private static String instance(RegistrationSnapshot of) {
    return of.number() == 0 ? of.module() : of.module() + "#" + of.number();
  }
}
