package io.nmr.impl.core;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.Registration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the tests' clients and providers have in common: a name, a trace of their callbacks, and
 * bodies for these.
 */
abstract class TestModule<T extends TestModule<T>> {
  /** What a client calls. */
  public interface Work {
    String work(String what);
  }

  /** What a provider calls back. */
  public interface Tell {
    String tell(String what);
  }

  static final Npi<Work, Tell> NPI = Npi.of("io.nmr.test.work", Work.class, Tell.class);

  /** A body of an attach callback. */
  interface Attaching<O> {
    void with(O offer) throws NoInterfaceException;
  }

  final Trace trace;
  final List<Binding> bindings = new CopyOnWriteArrayList<>();
  final List<Thread> detachThreads = new CopyOnWriteArrayList<>();
  final List<Thread> cleanupThreads = new CopyOnWriteArrayList<>();
  String name;
  Npi<Work, Tell> npi = NPI;
  int number;
  UnaryOperator<String> answer = what -> what;
  Supplier<CompletionStage<?>> onDetach = () -> CompletableFuture.completedStage(null);
  Runnable onCleanup = () -> {};
  volatile Registration registration;

  TestModule(String name, Trace trace) {
    this.name = name;
    this.trace = trace;
  }

  abstract T self();

  T named(String other) {
    name = other;
    return self();
  }

  T number(int other) {
    number = other;
    return self();
  }

  T ofNpi(Npi<Work, Tell> other) {
    npi = other;
    return self();
  }

  /** What its dispatch does. */
  T answering(UnaryOperator<String> body) {
    answer = body;
    return self();
  }

  /** What its detach callback returns. */
  T detaching(Supplier<CompletionStage<?>> body) {
    onDetach = body;
    return self();
  }

  /** What its detach callback does, which returns a completed stage. */
  T onDetach(Runnable body) {
    return detaching(
        () -> {
          body.run();
          return CompletableFuture.completedStage(null);
        });
  }

  T onCleanup(Runnable body) {
    onCleanup = body;
    return self();
  }

  Binding binding() {
    return bindings.get(bindings.size() - 1);
  }

  Deregistration deregister() {
    return registration.deregister();
  }

  /** Its context for one binding. */
  final class Context<D> implements BindingContext<D> {
    private final D dispatch;

    Context(D dispatch) {
      this.dispatch = dispatch;
    }

    @Override
    public D dispatch() {
      return dispatch;
    }

    @Override
    public CompletionStage<?> detach() {
      detachThreads.add(Thread.currentThread());
      trace.add(name + " detach");
      return onDetach.get();
    }

    @Override
    public void cleanup() {
      cleanupThreads.add(Thread.currentThread());
      trace.add(name + " cleanup");
      onCleanup.run();
    }
  }
}
