package io.nmr.impl.guard;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Side;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the guarded dispatches of one interface. Whoever has one of these keeps the generated
 * class, and with it the interface's loader and ours; nothing else does.
 */
public final class GuardMaker {
  private final MethodHandle constructor;

  /**
   * Generates the class.
   *
   * @param type a public interface, as {@link DispatchRules} has found
   */
  public GuardMaker(Class<?> type) {
    Class<?> generated = new Loader(type).define();
    try {
      constructor =
          MethodHandles.publicLookup()
              .findConstructor(
                  generated,
                  MethodType.methodType(void.class, RunDown.class, Side.class, Object.class))
              .asType(
                  MethodType.methodType(
                      GuardedCalls.class, RunDown.class, Side.class, Object.class));
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("the guard of " + type.getName() + " has no constructor", impossible);
    }
  }

  /**
   * Guards a dispatch.
   *
   * @param runDown where its calls are counted
   * @param caller the side that calls it
   * @param target the module's dispatch
   * @return an object of the interface
   */
  public GuardedCalls guard(RunDown runDown, Side caller, Object target) {
    try {
      return (GuardedCalls) constructor.invokeExact(runDown, caller, target);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * A dispatch for what is done for one call through that one, which a maker has made; see {@link
   * NestedCalls}.
   */
  static NestedCalls nestedIn(GuardedCalls dispatch) {
    Loader loader = (Loader) dispatch.getClass().getClassLoader();
    try {
      return (NestedCalls) loader.nested().invoke(dispatch);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * Sees the interface as its bundle does, and the guard as we do; so the bundle needs no import of
   * ours.
   */
  private static final class Loader extends ClassLoader {
    /** All that a generated class refers to and the interface's bundle may not see. */
    private static final Map<String, Class<?>> OURS =
        Stream.of(
                GuardedCalls.class, NestedCalls.class, CountedCall.class, RunDown.class, Side.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, ours -> ours));

    private final Class<?> type;

    /** Makes dispatches that are bound to one call; generated when the first is needed. */
    @GuardedBy("this")
    private @Nullable MethodHandle nested;

    private Loader(Class<?> type) {
      super(type.getClassLoader());
      this.type = type;
    }

    Class<?> define() {
      return define(GuardClass.bytesOf(type));
    }

    private Class<?> define(byte[] bytes) {
      Class<?> defined = defineClass(null, bytes, 0, bytes.length);
      try {
        MethodHandles.publicLookup()
            .findStatic(
                defined, GuardClass.LINKER, MethodType.methodType(void.class, CountedCall.class))
            .invoke(CountedCall.ofNobody());
        return defined;
      } catch (RuntimeException | Error thrown) {
        throw thrown;
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
    }

    synchronized MethodHandle nested() throws ReflectiveOperationException {
      MethodHandle known = nested;
      if (known == null) {
        known =
            MethodHandles.publicLookup()
                .findConstructor(
                    define(GuardClass.bytesOfNested(type)),
                    MethodType.methodType(void.class, GuardedCalls.class));
        nested = known;
      }
      return known;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> ours = OURS.get(name);
      return ours != null ? ours : super.loadClass(name, resolve);
    }
  }
}
