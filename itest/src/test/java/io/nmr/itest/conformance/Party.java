package io.nmr.itest.conformance;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.NoInterfaceException;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.itest.Doing;
import io.nmr.itest.Gate;
import io.nmr.itest.Outside;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * What a client and a provider of the tests' NPI have in common. Each says what is done to it, as
 * {@code name:event}, where the test may hold it; and does what the test tells it to.
 *
 * @param <T> the type itself
 * @param <D> what its peers have for it to call
 */
abstract class Party<T extends Party<T, D>, D> {
  /** What an attach callback does. */
  interface Attaching<O> {
    void with(O offer) throws NoInterfaceException;
  }

  final List<Binding> bindings = new CopyOnWriteArrayList<>();
  final List<D> peers = new CopyOnWriteArrayList<>();
  private final ModuleBundle module;
  private final Outside outside;
  private int number;
  private Supplier<CompletionStage<?>> onDetach = () -> CompletableFuture.completedStage(null);
  private Runnable onCleanup = () -> {};
  private volatile Registration registration;

  Party(ModuleBundle module, Outside outside) {
    this.module = module;
    this.outside = outside;
  }

  abstract T self();

  abstract Registration register(Registrar registrar, int instanceNumber);

  /** Calls the peer with that dispatch. */
  abstract String call(D peer, String argument);

  /** What the peer says when it is called. */
  abstract String eventInPeer(String peer, String argument);

  /** Its number, for several of one module. */
  final T number(int value) {
    number = value;
    return self();
  }

  /** What its detach callback returns. */
  final T detaching(Supplier<CompletionStage<?>> body) {
    onDetach = body;
    return self();
  }

  final T onDetach(Runnable body) {
    return detaching(
        () -> {
          body.run();
          return CompletableFuture.completedStage(null);
        });
  }

  final T onCleanup(Runnable body) {
    onCleanup = body;
    return self();
  }

  /** Registers it. */
  final T open() {
    Registration opened = register(module.registrar(), number);
    registration = opened;
    return self();
  }

  final ModuleBundle module() {
    return module;
  }

  final Registration registration() {
    return registration;
  }

  final Deregistration deregister() {
    return registration.deregister();
  }

  /** The latest. */
  final Binding binding() {
    return bindings.get(bindings.size() - 1);
  }

  /** What it calls the latest peer with. */
  final D peer() {
    return peers.get(peers.size() - 1);
  }

  /** Calls the latest peer. */
  final String call(String argument) {
    return call(peer(), argument);
  }

  /** The same on a thread of its own, to be held in the peer. */
  final Call calling(String argument) {
    return calling(peers.size() - 1, argument);
  }

  final Call calling(int index, String argument) {
    Binding binding = bindings.get(index);
    boolean isClient = this instanceof Client;
    String peer = (isClient ? binding.provider() : binding.client()).toString();
    Gate gate = outside.holdAt(eventInPeer(peer, argument));
    return new Call(
        gate,
        Doing.begin("call " + argument + " by " + this, () -> call(peers.get(index), argument)));
  }

  final void say(String event) {
    outside.apply(this + ":" + event);
  }

  @Override
  public final String toString() {
    return number == 0 ? module.name() : module.name() + "#" + number;
  }

  /** Its side of one binding. */
  final class Context<C> implements BindingContext<C> {
    private final C dispatch;

    Context(C dispatch) {
      this.dispatch = dispatch;
    }

    @Override
    public C dispatch() {
      return dispatch;
    }

    @Override
    public CompletionStage<?> detach() {
      say("detach");
      return onDetach.get();
    }

    @Override
    public void cleanup() {
      say("cleanup");
      onCleanup.run();
    }
  }
}
