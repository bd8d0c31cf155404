package io.nmr.impl.guard;

import io.nmr.Side;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The bytes of the class that guards one dispatch interface: a subclass of {@link GuardedCalls},
 * whose comment shows what its methods do.
 */
final class GuardClass {
  private static final String PACKAGE = "io/nmr/guarded/";
  private static final Type GUARDED_CALLS = Type.getType(GuardedCalls.class);
  private static final Type COUNTED_CALL = Type.getType(CountedCall.class);
  private static final Type RUN_DOWN = Type.getType(RunDown.class);
  private static final Type SIDE = Type.getType(Side.class);
  private static final Type OBJECT = Type.getType(Object.class);
  private static final Type MARKS = Type.getType(long[].class);
  private static final Type CLASS = Type.getType(Class.class);

  private static final String CONSTRUCTOR =
      Type.getMethodDescriptor(Type.VOID_TYPE, RUN_DOWN, SIDE, OBJECT);
  private static final String NEW_MARKS = Type.getMethodDescriptor(MARKS);
  private static final String ENTER = Type.getMethodDescriptor(Type.INT_TYPE, GUARDED_CALLS, MARKS);
  private static final String COUNT =
      Type.getMethodDescriptor(COUNTED_CALL, GUARDED_CALLS, Type.INT_TYPE);
  private static final String EXIT =
      Type.getMethodDescriptor(Type.VOID_TYPE, GUARDED_CALLS, MARKS, Type.INT_TYPE, COUNTED_CALL);
  private static final String EXIT_WITH =
      Type.getMethodDescriptor(
          OBJECT, GUARDED_CALLS, MARKS, Type.INT_TYPE, COUNTED_CALL, OBJECT, CLASS);

  private final Class<?> type;
  private final String contract;
  private final String name;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

  private GuardClass(Class<?> type) {
    this.type = type;
    this.contract = Type.getInternalName(type);
    this.name = PACKAGE + contract.substring(contract.lastIndexOf('/') + 1);
  }

  /**
   * The class that guards calls of that interface; in a stack trace it reads like the interface.
   */
  static byte[] bytesOf(Class<?> type) {
    return new GuardClass(type).bytes();
  }

  private byte[] bytes() {
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        name,
        null,
        GUARDED_CALLS.getInternalName(),
        new String[] {contract});
    writer.visitSource("guard of " + type.getName(), null);
    constructor();
    Set<String> done = new HashSet<>();
    for (Method method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())
          && !isOfObject(method)
          && done.add(method.getName() + Type.getMethodDescriptor(method))) {
        new Function(method).write();
      }
    }
    writer.visitEnd();
    return writer.toByteArray();
  }

  /** An interface may name the public methods of Object, which it has anyway. */
  private static boolean isOfObject(Method method) {
    try {
      Object.class.getMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException own) {
      return false;
    }
  }

  private void constructor() {
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", CONSTRUCTOR, null, null);
    code.visitCode();
    for (int local = 0; local < 4; local++) {
      code.visitVarInsn(Opcodes.ALOAD, local);
    }
    code.visitMethodInsn(
        Opcodes.INVOKESPECIAL, GUARDED_CALLS.getInternalName(), "<init>", CONSTRUCTOR, false);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  /** One function of the interface. */
  private final class Function {
    private final String descriptor;
    private final String function;
    private final Class<?> returned;
    private final Type[] arguments;
    private final Type result;
    private final MethodVisitor code;

    // locals, after this and the arguments
    private final int target;
    private final int own;
    private final int depth;
    private final int call;
    private final int value;

    Function(Method method) {
      descriptor = Type.getMethodDescriptor(method);
      function = method.getName();
      returned = method.getReturnType();
      arguments = Type.getArgumentTypes(descriptor);
      result = Type.getReturnType(descriptor);
      code =
          writer.visitMethod(
              Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, function, descriptor, null, null);
      target = Type.getArgumentsAndReturnSizes(descriptor) >> 2;
      own = target + 1;
      depth = own + 1;
      call = depth + 1;
      value = call + 1;
    }

    void write() {
      Label inside = new Label();
      Label outside = new Label();
      Label thrown = new Label();
      code.visitCode();
      code.visitTryCatchBlock(inside, outside, thrown, null);
      readTarget();
      enter();
      code.visitLabel(inside);
      count();
      callTarget();
      code.visitLabel(outside);
      leave();
      code.visitInsn(result.getOpcode(Opcodes.IRETURN));
      code.visitLabel(thrown);
      leaveThrowing();
      code.visitMaxs(0, 0);
      code.visitEnd();
    }

    /** Before the entry: while the call is in, an abandon may drop it. */
    private void readTarget() {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, name, "target", OBJECT.getDescriptor());
      code.visitTypeInsn(Opcodes.CHECKCAST, contract);
      code.visitVarInsn(Opcodes.ASTORE, target);
    }

    private void enter() {
      invoke("marks", NEW_MARKS);
      code.visitVarInsn(Opcodes.ASTORE, own);
      code.visitInsn(Opcodes.ACONST_NULL);
      code.visitVarInsn(Opcodes.ASTORE, call);
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(Opcodes.ALOAD, own);
      invoke("enter", ENTER);
      code.visitVarInsn(Opcodes.ISTORE, depth);
    }

    private void count() {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(Opcodes.ILOAD, depth);
      invoke("count", COUNT);
      code.visitVarInsn(Opcodes.ASTORE, call);
    }

    private void callTarget() {
      code.visitVarInsn(Opcodes.ALOAD, target);
      int local = 1;
      for (Type argument : arguments) {
        code.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
        local += argument.getSize();
      }
      code.visitMethodInsn(Opcodes.INVOKEINTERFACE, contract, function, descriptor, true);
      if (returned != void.class) {
        code.visitVarInsn(result.getOpcode(Opcodes.ISTORE), value);
      }
    }

    private void leave() {
      loadCall();
      if (AsyncResult.mayBeAsync(returned)) {
        code.visitVarInsn(Opcodes.ALOAD, value);
        code.visitLdcInsn(result);
        invoke("exitWith", EXIT_WITH);
        code.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
      } else {
        invoke("exit", EXIT);
        if (returned != void.class) {
          code.visitVarInsn(result.getOpcode(Opcodes.ILOAD), value);
        }
      }
    }

    private void leaveThrowing() {
      code.visitFrame(
          Opcodes.F_FULL, frame().length, frame(), 1, new Object[] {"java/lang/Throwable"});
      loadCall();
      invoke("exit", EXIT);
      code.visitInsn(Opcodes.ATHROW);
    }

    private void loadCall() {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(Opcodes.ALOAD, own);
      code.visitVarInsn(Opcodes.ILOAD, depth);
      code.visitVarInsn(Opcodes.ALOAD, call);
    }

    private void invoke(String helper, String helperDescriptor) {
      code.visitMethodInsn(
          Opcodes.INVOKESTATIC, GUARDED_CALLS.getInternalName(), helper, helperDescriptor, false);
    }

    /** The locals where a throwable is caught. */
    private Object[] frame() {
      Object[] locals = new Object[1 + arguments.length + 4];
      int next = 0;
      locals[next++] = name;
      for (Type argument : arguments) {
        locals[next++] = frameType(argument);
      }
      locals[next++] = contract;
      locals[next++] = MARKS.getDescriptor();
      locals[next++] = Opcodes.INTEGER;
      locals[next] = COUNTED_CALL.getInternalName();
      return locals;
    }

    private static Object frameType(Type argument) {
      return switch (argument.getSort()) {
        case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
        case Type.LONG -> Opcodes.LONG;
        case Type.FLOAT -> Opcodes.FLOAT;
        case Type.DOUBLE -> Opcodes.DOUBLE;
        default -> argument.getInternalName();
      };
    }
  }
}
