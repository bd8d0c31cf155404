package io.nmr.jmx;

import io.nmr.text.Printable;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationEmitter;
import javax.management.ReflectionException;
import javax.management.StandardEmitterMBean;

/**
 * An MXBean that every client can read: its descriptions come from the {@link Described}
 * annotations of its interface, and what an operation throws is an exception of the JDK with one
 * printable line.
 */
abstract class DescribedMXBean extends StandardEmitterMBean {
  private final Class<?> type;

  DescribedMXBean(Class<?> type, NotificationEmitter emitter) {
    super(type, true, emitter);
    this.type = type;
  }

  private static Optional<String> text(AnnotatedElement element) {
    return Optional.ofNullable(element.getAnnotation(Described.class)).map(Described::value);
  }

  private Optional<Method> method(String name) {
    return Arrays.stream(type.getMethods()).filter(each -> each.getName().equals(name)).findFirst();
  }

  /** Splits a parameter's description into the parameter's name and what the parameter is. */
  private String[] parameter(MBeanOperationInfo operation, int sequence) {
    Parameter parameter = method(operation.getName()).orElseThrow().getParameters()[sequence];
    return text(parameter).orElse(parameter.getName() + ": ").split(": ", 2);
  }

  @Override
  protected String getDescription(MBeanInfo bean) {
    return text(type).orElse(bean.getDescription());
  }

  @Override
  protected String getDescription(MBeanAttributeInfo attribute) {
    return method("get" + attribute.getName())
        .flatMap(DescribedMXBean::text)
        .orElse(attribute.getDescription());
  }

  @Override
  protected String getDescription(MBeanOperationInfo operation) {
    return method(operation.getName())
        .flatMap(DescribedMXBean::text)
        .orElse(operation.getDescription());
  }

  @Override
  protected String getDescription(
      MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
    return parameter(operation, sequence)[1];
  }

  @Override
  protected String getParameterName(
      MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
    return parameter(operation, sequence)[0];
  }

  @Override
  public Object invoke(String operation, Object[] arguments, String[] signature)
      throws MBeanException, ReflectionException {
    try {
      return super.invoke(operation, arguments, signature);
    } catch (IllegalArgumentException refused) {
      throw readable(new IllegalArgumentException(line(refused)), refused);
    } catch (IllegalStateException refused) {
      throw readable(new IllegalStateException(line(refused)), refused);
    }
  }

  /** The text of an exception may come from a module or from a file. */
  private static String line(RuntimeException refused) {
    return Printable.line(String.valueOf(refused.getMessage()));
  }

  /** The new exception has no cause: a remote client may not have the cause's class. */
  private static RuntimeException readable(RuntimeException jdks, RuntimeException refused) {
    jdks.setStackTrace(refused.getStackTrace());
    return jdks;
  }

  @Override
  protected int getImpact(MBeanOperationInfo operation) {
    return MBeanOperationInfo.ACTION;
  }
}
