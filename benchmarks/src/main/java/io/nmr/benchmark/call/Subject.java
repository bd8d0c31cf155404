package io.nmr.benchmark.call;

import io.nmr.benchmark.measure.Block;

/** The ways to call whose cost is measured. Public because JMH's generated code names it. */
public enum Subject {
  GUARD(Block.NMR),
  PROVIDER_SET("NMR ProviderSet.call"),
  DIRECT("direct call"),
  PROXY("reflect Proxy, forwarding"),
  CAS_RUN_DOWN("CAS run-down reference"),
  STAMPED_LOCK("StampedLock"),
  READ_WRITE_LOCK("ReentrantReadWriteLock"),
  GET_SERVICE("Felix getService/ungetService"),
  SERVICE_TRACKER("ServiceTracker.getService");

  private final String title;

  Subject(String title) {
    this.title = title;
  }

  /** Its name in the table. */
  public String title() {
    return title;
  }

  /** Whether it can protect a callee until a stage completes, on any thread. */
  boolean isAsynchronous() {
    return this != READ_WRITE_LOCK; // a read lock is released by the thread that took it
  }

  Protection open() throws Exception {
    return switch (this) {
      case GUARD -> new NmrProtection.Guarded();
      case PROVIDER_SET -> new NmrProtection.InSet();
      case DIRECT -> target -> target;
      case PROXY -> Rivals.ForwardingProxy::around;
      case CAS_RUN_DOWN -> Rivals.RunDownReference::new;
      case STAMPED_LOCK -> Rivals.StampedLockWork::new;
      case READ_WRITE_LOCK -> Rivals.ReadLockWork::new;
      case GET_SERVICE -> new FelixProtection.GettingPerCall();
      case SERVICE_TRACKER -> new FelixProtection.Tracking();
    };
  }
}
