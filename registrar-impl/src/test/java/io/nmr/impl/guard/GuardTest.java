package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nmr.BindingContext;
import io.nmr.DetachedException;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Echo;
import io.nmr.impl.fixtures.Shapes;
import io.nmr.impl.fixtures.ShapesImpl;
import io.nmr.local.LocalRegistrar;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guarded dispatch passes on, and what it adds: nothing that a caller could tell. */
@Timeout(30)
class GuardTest {
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
}
