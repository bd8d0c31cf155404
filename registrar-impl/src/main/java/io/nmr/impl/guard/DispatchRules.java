package io.nmr.impl.guard;

import io.nmr.Npi;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

/**
 * The rules for a dispatch interface whose calls can be counted: it is a public interface, and its
 * functions return data, handles or stages, not objects with behaviour (R21).
 */
public final class DispatchRules {
  private static final List<Class<?>> BEHAVIOUR =
      List.of(
          AutoCloseable.class, // streams, readers, channels, connections
          Iterator.class,
          Spliterator.class,
          Enumeration.class,
          Flow.Publisher.class,
          Flow.Subscriber.class,
          Executor.class,
          Thread.class);

  private DispatchRules() {}

  /**
   * Checks both dispatch types of an NPI.
   *
   * @throws IllegalArgumentException if one of them cannot be guarded; the message says what to do
   */
  public static void check(Npi<?, ?> npi) {
    if (npi.guarded()) {
      check(npi, npi.providerDispatch());
      check(npi, npi.clientDispatch());
    }
  }

  private static void check(Npi<?, ?> npi, Class<?> dispatch) {
    if (dispatch == Void.class) {
      return;
    }
    if (!dispatch.isInterface()
        || !Modifier.isPublic(dispatch.getModifiers())
        || dispatch.isAnnotation()
        || dispatch.isSealed()
        || dispatch.isHidden()) {
      throw new IllegalArgumentException(
          "the dispatch type "
              + dispatch.getName()
              + " of NPI "
              + npi.id()
              + " is not a public interface that anyone may implement, so its calls cannot be"
              + " guarded; make it one, or register Npi.unguarded() and track the calls yourself");
    }
    for (Method method : dispatch.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        check(npi, method, method.getGenericReturnType());
      }
    }
  }

  private static void check(Npi<?, ?> npi, Method method, Type type) {
    if (type instanceof Class<?> plain) {
      if (plain.isArray()) {
        check(npi, method, plain.getComponentType());
      } else if (isBehaviour(plain)) {
        throw new IllegalArgumentException(
            "the function "
                + method.getDeclaringClass().getName()
                + "."
                + method.getName()
                + " of NPI "
                + npi.id()
                + " returns "
                + plain.getName()
                + ", through which calls would bypass the guard; return data, a handle, a"
                + " CompletionStage or a Promise, or register Npi.unguarded()");
      }
    } else if (type instanceof ParameterizedType parameterized) {
      check(npi, method, parameterized.getRawType());
      for (Type argument : parameterized.getActualTypeArguments()) {
        check(npi, method, argument);
      }
    } else if (type instanceof GenericArrayType array) {
      check(npi, method, array.getGenericComponentType());
    } else if (type instanceof WildcardType wildcard) {
      check(npi, method, wildcard.getUpperBounds()[0]);
    }
  }

  private static boolean isBehaviour(Class<?> type) {
    if (type == CompletionStage.class || type == CompletableFuture.class) {
      return false;
    }
    if (type.getName().equals("org.osgi.util.promise.Promise")) {
      return !PromiseResult.isPromise(type); // one of another class space could not be followed
    }
    return type.isAnnotationPresent(FunctionalInterface.class)
        || type == Runnable.class
        || CompletionStage.class.isAssignableFrom(type)
        || Future.class.isAssignableFrom(type)
        || BEHAVIOUR.stream().anyMatch(behaviour -> behaviour.isAssignableFrom(type));
  }
}
