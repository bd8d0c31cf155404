package io.nmr.jmx;

import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import io.nmr.runtime.RuntimeListener;
import io.nmr.text.Printable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

/**
 * Sends the events that an operator should hear of at once as JMX notifications. The listeners may
 * be slow, since they are anybody's code. So one thread of this class calls them, at most {@value
 * #MOST_WAITING} notifications wait for it, and the others are dropped: that leaves a gap in the
 * sequence numbers.
 */
final class Notifier extends NotificationBroadcasterSupport
    implements RuntimeListener, AutoCloseable {
  private static final int MOST_WAITING = 1_000;
  private static final Set<Kind> KINDS =
      Set.of(Kind.HOLD_WARNED, Kind.CALLBACK_FAILED, Kind.ABANDONED);

  private final Object source;
  private final AtomicLong sequence = new AtomicLong();
  private final ThreadPoolExecutor sender;

  private Notifier(Object source, ThreadPoolExecutor sender) {
    super(sender, description());
    this.source = source;
    this.sender = sender;
  }

  static Notifier of(Object source) {
    ThreadPoolExecutor sender =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Notifier::thread,
            new ThreadPoolExecutor.DiscardPolicy());
    sender.allowCoreThreadTimeOut(true);
    return new Notifier(source, sender);
  }

  private static MBeanNotificationInfo description() {
    return new MBeanNotificationInfo(
        KINDS.stream().map(Notifier::type).sorted().toArray(String[]::new),
        Notification.class.getName(),
        "A stop past its warn time, a failed callback, an abandoned binding; user data: the event");
  }

  /** {@code io.nmr.hold.warned}, for example. */
  private static String type(Kind kind) {
    return "io.nmr." + kind.name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  @Override
  public void happened(RuntimeEvent event) {
    if (!KINDS.contains(event.kind())) {
      return;
    }
    Notification notification =
        new Notification(
            type(event.kind()),
            source,
            sequence.incrementAndGet(),
            event.when().toEpochMilli(),
            message(event));
    notification.setUserData(facts(event));
    sendNotification(notification);
  }

  private static String message(RuntimeEvent event) {
    String message =
        switch (event.kind()) {
          case HOLD_WARNED -> "the stop of " + event.owner() + " waits for " + event.detail();
          case ABANDONED -> "binding " + event.bindingId() + " was abandoned: " + event.detail();
          default ->
              "a callback of "
                  + event.owner()
                  + " failed in binding "
                  + event.bindingId()
                  + ": "
                  + event.detail();
        };
    return Printable.line(message);
  }

  /** The event as texts, whose classes every client has. */
  private static Map<String, String> facts(RuntimeEvent event) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("kind", event.kind().name());
    facts.put("npi", event.npi());
    facts.put("bindingId", Long.toString(event.bindingId()));
    facts.put("client", event.client());
    facts.put("provider", event.provider());
    facts.put("side", event.side().map(Object::toString).orElse(""));
    facts.put("owner", event.owner());
    facts.put("millis", event.duration().map(took -> "" + took.toMillis()).orElse(""));
    facts.put("detail", event.detail());
    return facts;
  }

  @Override
  public void close() {
    sender.shutdownNow();
  }

  /** A thread that inherits nothing from the thread that starts it. */
  private static Thread thread(Runnable task) {
    Thread thread = new Thread(null, task, "nmr-jmx-notifications", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }
}
