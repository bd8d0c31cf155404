package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nmr.BindingContext;
import io.nmr.DetachedException;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.local.LocalRegistrar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guarded dispatch passes on, and what it adds: nothing that a caller could tell. */
@Timeout(30)
class GuardTest {
  /** A generic super-interface. */
  public interface Echo<T> {
    T echo(T what);

    default List<T> twice(T what) {
      return List.of(echo(what), echo(what));
    }
  }

  /** Functions of every shape. */
  public interface Shapes extends Echo<String> {
    void nothing();

    boolean bool(boolean value);

    byte octet(byte value);

    short small(short value);

    char letter(char value);

    int whole(int value);

    long big(long value);

    float single(float value);

    double real(double value);

    int[] array(int... values);

    <E extends Enum<E>> E generic(E value);

    String join(String first, Object... rest);

    void failing(Throwable failure) throws IOException;

    @Override
    default List<String> twice(String what) {
      return Echo.super.twice(what + "!");
    }

    static String notACall() {
      return "static";
    }
  }

  private static class ShapesImpl implements Shapes {
    int nothings;
    Object[] rest = {};

    @Override
    public String echo(String what) {
      return what;
    }

    @Override
    public void nothing() {
      nothings++;
    }

    @Override
    public boolean bool(boolean value) {
      return value;
    }

    @Override
    public byte octet(byte value) {
      return value;
    }

    @Override
    public short small(short value) {
      return value;
    }

    @Override
    public char letter(char value) {
      return value;
    }

    @Override
    public int whole(int value) {
      return value;
    }

    @Override
    public long big(long value) {
      return value;
    }

    @Override
    public float single(float value) {
      return value;
    }

    @Override
    public double real(double value) {
      return value;
    }

    @Override
    public int[] array(int... values) {
      return values;
    }

    @Override
    public <E extends Enum<E>> E generic(E value) {
      return value;
    }

    @Override
    public String join(String first, Object... others) {
      rest = others;
      return first + others.length;
    }

    @Override
    public void failing(Throwable failure) throws IOException {
      if (failure instanceof IOException io) {
        throw io;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }

  private static final Npi<Shapes, Void> SHAPES = Npi.of("io.nmr.test.shapes", Shapes.class);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final ShapesImpl target = new ShapesImpl();
  private final Registration provider =
      registrar.registerProvider(SHAPES, offer -> BindingContext.of(target));
  private final Shapes shapes = attach();

  private Shapes attach() {
    AtomicReference<Shapes> peer = new AtomicReference<>();
    registrar.registerClient(
        SHAPES, offer -> peer.set(offer.attach(BindingContext.<Void>of(null))));
    return peer.get();
  }

  @Test
  void primitives_and_void_pass_unchanged() {
    shapes.nothing();
    assertThat(target.nothings).isEqualTo(1);
    assertThat(shapes.bool(true)).isTrue();
    assertThat(shapes.octet(Byte.MIN_VALUE)).isEqualTo(Byte.MIN_VALUE);
    assertThat(shapes.small(Short.MAX_VALUE)).isEqualTo(Short.MAX_VALUE);
    assertThat(shapes.letter('\uffff')).isEqualTo('\uffff');
    assertThat(shapes.whole(Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
    assertThat(shapes.big(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(shapes.single(Float.NaN)).isNaN();
    assertThat(shapes.real(-0.0)).isEqualTo(-0.0);
    int[] values = {1, 2};
    assertThat(shapes.array(values)).isSameAs(values);
  }

  @Test
  void generic_varargs_and_default_functions_pass_unchanged() {
    assertThat(shapes.generic(Thread.State.NEW)).isSameAs(Thread.State.NEW);
    assertThat(((Echo<String>) shapes).echo("bridge")).isEqualTo("bridge");
    assertThat(shapes.join("a", 1, null)).isEqualTo("a2");
    assertThat(target.rest).containsExactly(1, null);
    assertThat(shapes.join("a")).isEqualTo("a0");
    assertThat(shapes.twice("x")).containsExactly("x!", "x!");
    assertThat(shapes.echo(null)).isNull();
  }

  @Test
  void what_the_callee_throws_arrives_as_it_is() throws Exception {
    for (Throwable failure :
        List.of(
            new IOException("io"), new IllegalStateException("state"), new OutOfMemoryError())) {
      assertThatThrownBy(() -> shapes.failing(failure)).isSameAs(failure);
    }
    assertThat(registrar.runtime().bindings().get(0).clientCalls()).isZero();
    assertThat(provider.deregister().isPending()).as("calls that threw are over").isFalse();
  }

  @Test
  void a_detached_exception_of_the_callee_is_passed_on_with_its_own_binding() {
    DetachedException inner = new DetachedException(null, "from further down");
    assertThatThrownBy(() -> shapes.failing(inner)).isSameAs(inner);
  }

  @Test
  void equals_hashCode_and_toString_are_not_calls_and_work_after_detach() throws Exception {
    Shapes other = attach();
    int hash = shapes.hashCode();
    Map<Shapes, String> map = Map.of(shapes, "one", other, "other");
    assertThat(shapes).isEqualTo(shapes).isNotEqualTo(other).isNotEqualTo(target);
    assertThat(shapes.toString()).isNotBlank();
    provider.deregister().await();
    assertThat(shapes.hashCode()).isEqualTo(hash);
    assertThat(map).containsEntry(shapes, "one").containsEntry(other, "other");
    assertThat(shapes.toString()).isNotBlank();
  }

  @Test
  void a_default_function_is_refused_after_detach_too() throws Exception {
    provider.deregister().await();
    DetachedException refused =
        catchThrowableOfType(DetachedException.class, () -> shapes.twice("x"));
    assertThat(refused.binding().npi()).isEqualTo(SHAPES);
    assertThat(refused).hasMessageContaining(SHAPES.id());
    assertThatThrownBy(shapes::nothing).isInstanceOf(DetachedException.class);
    assertThatThrownBy(() -> shapes.whole(1)).isInstanceOf(DetachedException.class);
    assertThat(target.nothings).isZero();
    assertThat(registrar.runtime().counts().refused()).isEqualTo(3);
  }

  @Test
  void the_guard_hides_the_target() {
    assertThat((Object) shapes).isNotSameAs(target).isNotInstanceOf(ShapesImpl.class);
  }

  /** A class. */
  public static class NoInterface {}

  /** Not accessible. */
  private interface Hidden {
    void run();
  }

  /** Closed to implementations. */
  public sealed interface Sealed permits SealedImpl {}

  private static final class SealedImpl implements Sealed {}

  @Test
  void a_dispatch_type_that_nobody_else_can_implement_is_refused_with_its_name() {
    assertRefused(Npi.of("io.nmr.test.bad", NoInterface.class), NoInterface.class);
    assertRefused(Npi.of("io.nmr.test.bad", int.class), int.class);
    assertRefused(Npi.of("io.nmr.test.bad", Shapes[].class), Shapes[].class);
    assertRefused(Npi.of("io.nmr.test.bad", Thread.State.class), Thread.State.class);
    assertRefused(Npi.of("io.nmr.test.bad", Shapes.class, NoInterface.class), NoInterface.class);
    assertRefused(Npi.of("io.nmr.test.bad", Sealed.class), Sealed.class);
    assertRefused(Npi.of("io.nmr.test.bad", Hidden.class), Hidden.class);
  }

  private void assertRefused(Npi<?, ?> npi, Class<?> type) {
    assertThatThrownBy(() -> registrar.registerClient(npi, offer -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(type.getName());
    assertThat(registrar.runtime().npis()).extracting(it -> it.id()).doesNotContain(npi.id());
  }

  private static final Npi<TestModule.Work, TestModule.Tell> RAW = TestModule.NPI.unguarded();

  @Test
  void an_unguarded_binding_has_the_raw_objects_and_counts_no_calls() throws Exception {
    TestModule.Work work = what -> "raw " + what;
    TestModule.Tell tell = what -> "raw " + what;
    List<Object> seen = new ArrayList<>();
    List<Registration> registrations = new ArrayList<>();
    registrations.add(
        registrar.registerProvider(
            RAW,
            offer -> {
              seen.add(offer.dispatch());
              return BindingContext.of(work);
            }));
    registrar.registerClient(RAW, offer -> seen.add(offer.attach(BindingContext.of(tell))));
    assertThat(seen).containsExactly(tell, work);
    registrations.get(0).deregister().await();
    assertThat(work.work("x")).isEqualTo("raw x");
  }

  @Test
  void an_unguarded_binding_is_cleaned_up_when_the_modules_stages_say_so() throws Exception {
    Trace trace = new Trace();
    HeldCall held = new HeldCall();
    TestProvider own = TestProvider.aProvider(trace).ofNpi(RAW).answering(held::hold);
    TestClient client = TestClient.aClient(trace).ofNpi(RAW);
    own.registeredWith(registrar);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    own.deregister().await();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
    held.leaveAndReturn();
  }

  @Test
  void a_binding_is_guarded_if_either_side_is() throws Exception {
    List<UnaryOperator<Npi<TestModule.Work, TestModule.Tell>>> variants =
        List.of(npi -> npi, Npi::unguarded);
    for (UnaryOperator<Npi<TestModule.Work, TestModule.Tell>> variant : variants) {
      Trace trace = new Trace();
      TestProvider own = TestProvider.aProvider(trace).ofNpi(variant.apply(TestModule.NPI));
      TestClient client =
          TestClient.aClient(trace).ofNpi(variant == variants.get(0) ? RAW : TestModule.NPI);
      own.registeredWith(registrar);
      client.registeredWith(registrar);
      own.deregister().await();
      assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
      client.deregister().await();
    }
  }
}
