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
 * Makes the guarded dispatches of one interface. A reference to a maker, or to a dispatch that it
 * has made, keeps the generated class, and with it the interface's class loader and the registrar's
 * own; nothing else does.
 */
public final class GuardMaker {
  private final MethodHandle constructor;

  /**
   * Generates the class.
   *
   * @param type a public interface, which {@link DispatchRules} has checked
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
   * @return an object that implements the interface
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
   * Makes a dispatch for the calls that are done for one call through {@code dispatch}, which a
   * maker has made; see {@link NestedCalls}.
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
   * A class loader that sees the interface as the interface's bundle does, and the guard as the
   * registrar does; so the bundle needs no import of the registrar's packages.
   */
  private static final class Loader extends ClassLoader {
    /** The classes that a generated class refers to and that the interface's bundle may not see. */
    private static final Map<String, Class<?>> OURS =
        Stream.of(
                GuardedCalls.class, NestedCalls.class, CountedCall.class, RunDown.class, Side.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, ours -> ours));

    private final Class<?> type;

    /**
     * The constructor of dispatches that are bound to one call; their class is generated when the
     * first of them is needed.
     */
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
