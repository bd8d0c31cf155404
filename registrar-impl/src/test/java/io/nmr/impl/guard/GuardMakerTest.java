package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.Side;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The generated classes: what {@code DispatchTypesTest} does not see from outside. */
@Timeout(30)
class GuardMakerTest {
  /** Functions named as the guard's own methods are. */
  public interface Names {
    long[] marks();

    int enter(Names self, long[] own);

    void exit();

    String target();

    void drop(Object dispatch);

    Object mark();
  }

  /** A function with the widest of everything. */
  public interface Wide {
    double all(
        long a, double b, int c, float d, byte e, short f, char g, boolean h, long i, Object j);
  }

  private final RunDown runDown =
      new RunDown() {
        @Override
        protected void left(Set<Change> changes) {}

        @Override
        protected RuntimeException refused(Side caller) {
          return new IllegalStateException("refused " + caller);
        }

        @Override
        public String toString() {
          return "binding 7";
        }
      };

  /** Bound, and called once: from then on calls mark. */
  private void bind() {
    runDown.open();
    new SideGuard(runDown, Side.CLIENT).enter().leave();
  }

  private <T> T guard(Class<T> type, T target) {
    return type.cast(new GuardMaker(type).guard(runDown, Side.CLIENT, target));
  }

  @Test
  void functions_named_as_the_guards_own_go_to_the_module() {
    long[] marks = {5};
    Names guarded =
        guard(
            Names.class,
            new Names() {
              @Override
              public long[] marks() {
                return marks;
              }

              @Override
              public int enter(Names self, long[] own) {
                return 9;
              }

              @Override
              public void exit() {
                throw new UnsupportedOperationException("exit");
              }

              @Override
              public String target() {
                return "target";
              }

              @Override
              public void drop(Object dispatch) {
                throw new UnsupportedOperationException("drop " + dispatch);
              }

              @Override
              public Object mark() {
                return "mark";
              }
            });
    assertThat(guarded.marks()).isSameAs(marks);
    assertThat(guarded.enter(guarded, marks)).isEqualTo(9);
    assertThatThrownBy(guarded::exit).hasMessage("exit");
    assertThat(guarded.target()).isEqualTo("target");
    assertThatThrownBy(() -> guarded.drop("x")).hasMessage("drop x");
    assertThat(guarded.mark()).isEqualTo("mark");
    assertThat(runDown.calls(Side.CLIENT)).isZero();
  }

  @Test
  void arguments_of_every_width_arrive_in_their_place() {
    Wide guarded =
        guard(
            Wide.class,
            (a, b, c, d, e, f, g, h, i, j) -> {
              assertThat(new Object[] {a, b, c, d, e, f, g, h, i, j})
                  .containsExactly(
                      1L, 2.0, 3, 4.0f, (byte) 5, (short) 6, 'g', true, Long.MIN_VALUE, "j");
              return 0.5;
            });
    assertThat(guarded.all(1, 2, 3, 4, (byte) 5, (short) 6, 'g', true, Long.MIN_VALUE, "j"))
        .isEqualTo(0.5);
  }

  @Test
  void arguments_of_every_width_arrive_in_their_place_for_a_call_too() {
    Wide guarded = guard(Wide.class, (a, b, c, d, e, f, g, h, i, j) -> a + b + c + d + e + f + i);
    double sum =
        new SideGuard(runDown, Side.CLIENT)
            .<Wide, Double, RuntimeException>run(
                guarded, inCall -> inCall.all(1, 2, 3, 4, (byte) 5, (short) 6, 'g', true, 9, "j"));
    assertThat(sum).isEqualTo(30);
    assertThat(runDown.inProgress()).isEmpty();
  }

  /** An abandon drops what it leaves behind while calls may be on their way in. */
  @Test
  void H5_a_call_that_finds_its_dispatch_dropped_is_refused_and_leaves_nothing_behind() {
    bind();
    Supplier<String> guarded = guardSupplier(() -> "answer");
    new SideGuard(runDown, Side.CLIENT)
        .<Supplier<String>, String, RuntimeException>run(
            guarded,
            inCall -> {
              GuardedCalls.drop(guarded);
              assertThatThrownBy(inCall::get).hasMessage("refused client");
              return "";
            });
    assertThatThrownBy(guarded::get).hasMessage("refused client");
    assertThat(runDown.inProgress()).isEmpty();
  }

  @Test
  void a_stack_trace_through_a_guard_names_the_interface_and_the_function() {
    Supplier<StackTraceElement[]> guarded = guardSupplier(() -> new Throwable().getStackTrace());
    assertThat(guarded.get())
        .extracting(StackTraceElement::toString)
        .anyMatch(
            frame ->
                frame.endsWith(
                    "io.nmr.guarded.Supplier.get(guard of java.util.function.Supplier)"));
  }

  @SuppressWarnings("unchecked")
  private <T> Supplier<T> guardSupplier(Supplier<T> target) {
    return guard(Supplier.class, target);
  }

  @Test
  void a_marked_call_that_overflows_the_stack_leaves_no_mark() {
    bind();
    Supplier<String> guarded = guardSupplier(GuardMakerTest::overflow);
    assertThatThrownBy(guarded::get).isInstanceOf(StackOverflowError.class);
    assertThat(runDown.inProgress()).isEmpty();
  }

  @SuppressWarnings("InfiniteRecursion")
  private static String overflow() {
    return overflow() + overflow();
  }

  /** However deep it is when the stack ends, in the guard or in the module. */
  @Test
  void calls_through_the_guard_that_overflow_the_stack_leave_no_mark() {
    bind();
    Recursion recursion = new Recursion();
    Recursive guarded = guard(Recursive.class, recursion);
    recursion.self = guarded;
    for (int time = 0; time < 50; time++) {
      assertThatThrownBy(guarded::again).isInstanceOf(StackOverflowError.class);
    }
    assertThat(runDown.inProgress()).isEmpty();
  }

  /** Calls itself through its guard. */
  public interface Recursive {
    int again();
  }

  private static final class Recursion implements Recursive {
    private Recursive self;

    @Override
    public int again() {
      return self.again() + 1;
    }
  }

  private static boolean collected(WeakReference<ClassLoader> loader) {
    System.gc();
    return loader.get() == null;
  }

  @Test
  void R22_a_class_goes_when_its_maker_and_its_objects_have_gone() throws Exception {
    WeakReference<ClassLoader> loader = guardedOnce();
    await().until(() -> collected(loader));
  }

  private WeakReference<ClassLoader> guardedOnce() throws Exception {
    ContractLoader contracts = new ContractLoader();
    Class<?> contract = contracts.loadClass(Contract.class.getName());
    Object target =
        Proxy.newProxyInstance(
            contracts, new Class<?>[] {contract}, (proxy, method, arguments) -> "yes");
    Object guarded = new GuardMaker(contract).guard(runDown, Side.CLIENT, target);
    assertThat(contract.getMethod("ask").invoke(guarded)).isEqualTo("yes");
    return new WeakReference<>(contracts);
  }

  /** A contract that another loader has, too. */
  public interface Contract {
    String ask();
  }

  /** Has its own copy of the contract, and sees nothing else of ours. */
  private static final class ContractLoader extends ClassLoader {
    ContractLoader() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!name.equals(Contract.class.getName())) {
        throw new ClassNotFoundException(name);
      }
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = GuardMakerTest.class.getClassLoader().getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
  }

  /** An interface that names what every object has. */
  public interface LikeObject {
    @Override
    boolean equals(Object other);

    @Override
    int hashCode();

    @Override
    String toString();

    String own();
  }

  @Test
  void what_every_object_has_is_not_a_function_though_the_interface_names_it() {
    LikeObject guarded =
        guard(
            LikeObject.class,
            new LikeObject() {
              @Override
              public String own() {
                return "own";
              }
            });
    assertThat(guarded.own()).isEqualTo("own");
    assertThat(guarded.equals(guarded)).isTrue();
    assertThat(guarded.toString()).contains("binding 7");
  }
}
