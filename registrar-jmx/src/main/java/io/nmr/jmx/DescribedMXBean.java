package io.nmr.jmx;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationEmitter;
import javax.management.StandardEmitterMBean;

/** An MXBean whose descriptions are those of its interface's {@link Described} elements. */
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

  /** {@code name: what it is}. */
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
  protected int getImpact(MBeanOperationInfo operation) {
    return MBeanOperationInfo.ACTION;
  }
}
