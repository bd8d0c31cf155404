package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nmr.AbandonedException;
import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Npi;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R22: what the registrar lets go of. */
@Timeout(60)
class MemoryRulesTest {
  private final LocalRegistrar registrar = new LocalRegistrar();

  private final Trace trace = new Trace();

  /** With a bound; a test whose reference is never cleared fails by it. */
  private static void assertCollected(WeakReference<?> reference) {
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return reference.refersTo(null);
            });
  }

  /** A target of its own, that nothing but the registrar refers to. */
  private static final class Target implements TestModule.Work, TestModule.Tell {
    @Override
    public String work(String what) {
      return what;
    }

    @Override
    public String tell(String what) {
      return what;
    }
  }

  private WeakReference<Target> attachAProviderAndDeregister() throws Exception {
    Target target = new Target();
    Registration provider =
        registrar.registerProvider(TestModule.NPI, offer -> BindingContext.of(target));
    WeakReference<Target> reference = new WeakReference<>(target);
    provider.deregister().await();
    return reference;
  }

  @Test
  void R22_a_guard_that_a_client_has_kept_drops_the_providers_object() throws Exception {
    TestClient client = aClient(trace).registeredWith(registrar);
    assertCollected(attachAProviderAndDeregister());
    assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    assertThat(client.bindings).hasSize(1);
  }

  private WeakReference<Target> attachAProviderAndAbandonIt(TestClient client) {
    Target target = new Target();
    Registration provider =
        registrar.registerProvider(TestModule.NPI, offer -> BindingContext.of(target));
    provider.deregister();
    registrar.runtime().abandon(client.binding().id());
    return new WeakReference<>(target);
  }

  @Test
  void R22_a_provider_that_has_left_by_abandon_is_let_go_while_its_client_stays() {
    TestClient client = aClient(trace).detaching(CompletableFuture::new).registeredWith(registrar);
    assertCollected(attachAProviderAndAbandonIt(client));
    assertThat(registrar.runtime().bindings()).hasSize(1);
  }

  private WeakReference<Target> attachAClientAndDeregister(List<Deregistration> kept)
      throws Exception {
    Target target = new Target();
    Registration client =
        registrar.registerClient(TestModule.NPI, offer -> offer.attach(BindingContext.of(target)));
    kept.add(client.deregister());
    kept.get(0).await();
    return new WeakReference<>(target);
  }

  @Test
  void R22_a_guard_that_a_provider_has_kept_drops_the_clients_object() throws Exception {
    TestProvider provider = aProvider(trace).registeredWith(registrar);
    List<Deregistration> kept = new ArrayList<>();
    assertCollected(attachAClientAndDeregister(kept));
    assertThatThrownBy(() -> provider.call("x")).isInstanceOf(DetachedException.class);
    assertThat(kept.get(0).isPending()).isFalse();
  }

  /** A module that another class loader loads. */
  public static final class Stranger
      implements BiFunction<Registrar, Npi<TestModule.Work, TestModule.Tell>, Registration> {
    @Override
    public Registration apply(Registrar own, Npi<TestModule.Work, TestModule.Tell> npi) {
      return own.registerProvider(
          npi,
          offer -> {
            offer.dispatch().tell("attached");
            return new StrangersContext(offer.dispatch());
          });
    }
  }

  /** The binding context of that module. */
  public static final class StrangersContext implements BindingContext<TestModule.Work> {
    private final TestModule.Tell client;

    StrangersContext(TestModule.Tell client) {
      this.client = client;
    }

    @Override
    public TestModule.Work dispatch() {
      return what -> "a stranger's " + client.tell(what);
    }

    @Override
    public CompletableFuture<?> detach() {
      return CompletableFuture.supplyAsync(() -> "later");
    }

    @Override
    public void cleanup() {
      throw new IllegalStateException("it may be logged, and must not be kept");
    }
  }

  /** Loads the stranger's classes itself and leaves all else to the test's loader. */
  private static final class OwnLoader extends ClassLoader {
    OwnLoader() {
      super(MemoryRulesTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Stranger.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException failed) {
        throw new ClassNotFoundException(name, failed);
      }
    }
  }

  private static Registration registerAStranger(ClassLoader loader, Registrar module)
      throws Exception {
    @SuppressWarnings("unchecked")
    BiFunction<Registrar, Npi<TestModule.Work, TestModule.Tell>, Registration> stranger =
        (BiFunction<Registrar, Npi<TestModule.Work, TestModule.Tell>, Registration>)
            loader.loadClass(Stranger.class.getName()).getConstructor().newInstance();
    assertThat(stranger.getClass().getClassLoader()).isSameAs(loader);
    return stranger.apply(module, TestModule.NPI);
  }

  private WeakReference<ClassLoader> loadAStrangerAndUnload(TestClient peer) throws Exception {
    ClassLoader loader = new OwnLoader();
    LocalModule module = registrar.module("stranger");
    registerAStranger(loader, module);
    assertThat(peer.call("x")).isEqualTo("a stranger's x");
    // Whatever thread the registrar starts now, it starts with this loader as its context.
    Background.run(
            "closing",
            () -> {
              Thread.currentThread().setContextClassLoader(loader);
              module.close();
            })
        .get();
    return new WeakReference<>(loader);
  }

  @Test
  void R22_the_class_loader_of_a_module_is_collected_after_its_unload() throws Exception {
    TestClient peer = aClient(trace).registeredWith(registrar);
    assertCollected(loadAStrangerAndUnload(peer));
    assertThatThrownBy(() -> peer.call("x")).isInstanceOf(DetachedException.class);
  }

  private WeakReference<ClassLoader> loadAStrangerAndAbandonACallOfIt(
      TestClient peer, List<Deregistration> kept) throws Exception {
    ClassLoader loader = new OwnLoader();
    Registration stranger = registerAStranger(loader, registrar);
    HeldCall held = new HeldCall();
    peer.answering(held::hold);
    held.by("caller", () -> peer.call("x")); // inside the peer, called back by the stranger
    kept.add(stranger.deregister());
    registrar.runtime().abandon(peer.binding().id());
    held.leaveAndReturn();
    return new WeakReference<>(loader);
  }

  @Test
  void R22_what_an_abandoned_call_has_left_behind_does_not_keep_the_classes_it_was_in()
      throws Exception {
    TestClient peer = aClient(trace).registeredWith(registrar);
    List<Deregistration> kept = new ArrayList<>();
    assertCollected(loadAStrangerAndAbandonACallOfIt(peer, kept));
    AbandonedException thrown = catchThrowableOfType(AbandonedException.class, kept.get(0)::await);
    assertThat(thrown.leftBehind())
        .flatExtracting(Blocker::executing)
        .extracting(StackTraceElement::getClassName)
        .anyMatch(name -> name.startsWith(StrangersContext.class.getName()));
  }

  @Test
  void R22_threads_of_the_registrar_inherit_no_context_class_loader_and_no_thread_locals()
      throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    List<String> seen = new ArrayList<>();
    LocalModule module = registrar.module("own");
    TestProvider provider =
        aProvider(trace)
            .onDetach(() -> seen.add("detach sees " + local.get()))
            .onCleanup(
                () -> {
                  seen.add("cleanup sees " + local.get());
                  seen.add("loader " + Thread.currentThread().getContextClassLoader());
                })
            .registeredWith(module);
    aClient(trace).registeredWith(registrar);
    local.set("the closer's");
    Thread.currentThread().setContextClassLoader(new OwnLoader());
    try {
      module.close();
    } finally {
      Thread.currentThread().setContextClassLoader(MemoryRulesTest.class.getClassLoader());
    }
    assertThat(provider.cleanupThreads).doesNotContain(Thread.currentThread());
    assertThat(seen).containsExactly("detach sees null", "cleanup sees null", "loader null");
  }

  /** Code of a module, on whose stack the registrar starts a thread. */
  public static final class StrangersStack implements BiConsumer<Executor, Runnable> {
    @Override
    public void accept(Executor threads, Runnable task) {
      threads.execute(task);
    }
  }

  private static WeakReference<ClassLoader> startAThreadOnAStrangersStack(Runnable task)
      throws Exception {
    ClassLoader loader = new OwnLoader();
    @SuppressWarnings("unchecked")
    BiConsumer<Executor, Runnable> stack =
        (BiConsumer<Executor, Runnable>)
            loader.loadClass(StrangersStack.class.getName()).getConstructor().newInstance();
    stack.accept(new RegistrarThreads(), task);
    return new WeakReference<>(loader);
  }

  @Test
  void R22_a_running_thread_of_the_registrar_does_not_keep_the_module_that_it_was_started_from()
      throws Exception {
    HeldCall held = new HeldCall();
    WeakReference<ClassLoader> loader = startAThreadOnAStrangersStack(held::hold);
    held.isInside();
    assertCollected(loader);
    held.leave();
  }

  /**
   * R22 on an unguarded NPI: what a peer keeps of the registrar's keeps nothing of the module's.
   */
  @Nested
  class OfUnguardedNpis {
    private static final Npi<TestModule.Work, TestModule.Tell> RAW = TestModule.NPI.unguarded();

    private final LocalRegistrar registrar = new LocalRegistrar();

    private final List<Object> kept = new ArrayList<>();

    private WeakReference<Object> attachAProviderAndDeregister() throws Exception {
      byte[] state = new byte[1];
      TestModule.Work work = what -> what + state.length;
      Registration provider = registrar.registerProvider(RAW, offer -> BindingContext.of(work));
      provider.deregister().await();
      return new WeakReference<>(work);
    }

    private void assertCollected(WeakReference<Object> reference) {
      Awaitility.await()
          .until(
              () -> {
                System.gc();
                return reference.refersTo(null);
              });
      assertThat(kept).hasSize(1);
    }

    @Test
    void R22_a_binding_that_a_client_has_kept_does_not_keep_the_providers_object()
        throws Exception {
      registrar.registerClient(
          RAW,
          offer -> {
            Binding binding = offer.binding();
            offer.attach(BindingContext.of(what -> what));
            kept.add(binding);
          });
      assertCollected(attachAProviderAndDeregister());
    }

    @Test
    void R22_an_offer_that_a_client_has_kept_does_not_keep_the_providers_object() throws Exception {
      registrar.registerClient(
          RAW,
          offer -> {
            offer.attach(BindingContext.of(what -> what));
            kept.add(offer);
          });
      assertCollected(attachAProviderAndDeregister());
    }
  }
}
