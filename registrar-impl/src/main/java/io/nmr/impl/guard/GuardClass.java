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
 * Generates the bytes of the two classes that guard one dispatch interface. One is a subclass of
 * {@link GuardedCalls}, whose comment shows what the generated methods do. The other is a subclass
 * of {@link NestedCalls}; its methods do the same, and only find the module's dispatch elsewhere.
 */
final class GuardClass {
  private static final String PACKAGE = "io/nmr/guarded/";
  private static final Type GUARDED_CALLS = Type.getType(GuardedCalls.class);
  private static final Type NESTED_CALLS = Type.getType(NestedCalls.class);
  private static final Type COUNTED_CALL = Type.getType(CountedCall.class);
  private static final Type RUN_DOWN = Type.getType(RunDown.class);
  private static final Type SIDE = Type.getType(Side.class);
  private static final Type OBJECT = Type.getType(Object.class);
  private static final Type MARKS = Type.getType(long[].class);
  private static final Type CLASS = Type.getType(Class.class);
  private static final Type THROWABLE = Type.getType(Throwable.class);

  private static final String CONSTRUCTOR =
      Type.getMethodDescriptor(Type.VOID_TYPE, RUN_DOWN, SIDE, OBJECT);
  private static final String NESTED_CONSTRUCTOR =
      Type.getMethodDescriptor(Type.VOID_TYPE, GUARDED_CALLS);
  private static final String ANOTHER = Type.getMethodDescriptor(NESTED_CALLS, GUARDED_CALLS);
  private static final String PLAIN = Type.getMethodDescriptor(GUARDED_CALLS, NESTED_CALLS);
  private static final String TARGET = Type.getMethodDescriptor(OBJECT, GUARDED_CALLS);
  private static final String NEW_MARKS = Type.getMethodDescriptor(MARKS);
  private static final String ENTER = Type.getMethodDescriptor(Type.INT_TYPE, GUARDED_CALLS, MARKS);
  private static final String NEW_CALL =
      Type.getMethodDescriptor(COUNTED_CALL, GUARDED_CALLS, Type.INT_TYPE);
  private static final String COUNT =
      Type.getMethodDescriptor(Type.VOID_TYPE, GUARDED_CALLS, MARKS, COUNTED_CALL);
  private static final String NESTED_COUNT =
      Type.getMethodDescriptor(Type.VOID_TYPE, NESTED_CALLS, MARKS, COUNTED_CALL);
  private static final String EXIT =
      Type.getMethodDescriptor(Type.VOID_TYPE, MARKS, Type.INT_TYPE, Type.INT_TYPE, COUNTED_CALL);
  private static final String UNMARKED =
      Type.getMethodDescriptor(Type.VOID_TYPE, GUARDED_CALLS, Type.INT_TYPE, Type.INT_TYPE);
  private static final String EXIT_WITH =
      Type.getMethodDescriptor(
          OBJECT, GUARDED_CALLS, MARKS, Type.INT_TYPE, Type.INT_TYPE, COUNTED_CALL, OBJECT, CLASS);

  /** The name of the static method that links a generated class, see {@link #linker}. */
  static final String LINKER = "link-handlers";

  private static final String LINKER_DESCRIPTOR =
      Type.getMethodDescriptor(Type.VOID_TYPE, COUNTED_CALL);
  private static final String EXIT_THROWING =
      Type.getMethodDescriptor(Type.VOID_TYPE, GUARDED_CALLS, Type.INT_TYPE, COUNTED_CALL);

  private final Class<?> type;
  private final String contract;
  private final boolean isNested;
  private final Type superclass;
  private final String name;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

  private GuardClass(Class<?> type, boolean isNested) {
    this.type = type;
    this.contract = Type.getInternalName(type);
    this.isNested = isNested;
    this.superclass = isNested ? NESTED_CALLS : GUARDED_CALLS;
    String simpleName = contract.substring(contract.lastIndexOf('/') + 1);
    this.name = PACKAGE + simpleName + (isNested ? "$InCall" : "");
  }

  /**
   * Returns the bytes of the class that guards calls of that interface; in a stack trace the class
   * reads like the interface.
   */
  static byte[] bytesOf(Class<?> type) {
    return new GuardClass(type, false).bytes();
  }

  /**
   * Returns the bytes of the class that guards those calls of that interface that are done for one
   * call.
   */
  static byte[] bytesOfNested(Class<?> type) {
    return new GuardClass(type, true).bytes();
  }

  private byte[] bytes() {
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        name,
        null,
        superclass.getInternalName(),
        new String[] {contract});
    writer.visitSource("guard of " + type.getName(), null);
    constructor(isNested ? NESTED_CONSTRUCTOR : CONSTRUCTOR);
    linker();
    if (isNested) {
      another();
    }
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

  /**
   * Whether that is a public method of Object: an interface may declare such a method, which its
   * objects have anyway.
   */
  private static boolean isOfObject(Method method) {
    try {
      Object.class.getMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException own) {
      return false;
    }
  }

  private void constructor(String descriptor) {
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", descriptor, null, null);
    code.visitCode();
    for (int local = 0; local <= Type.getArgumentTypes(descriptor).length; local++) {
      code.visitVarInsn(Opcodes.ALOAD, local);
    }
    code.visitMethodInsn(
        Opcodes.INVOKESPECIAL, superclass.getInternalName(), "<init>", descriptor, false);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  /**
   * Writes the method that links the class. It does once what the functions' handlers have to do
   * without a frame: the JVM resolves a field of another class when the field is first written, and
   * resolving it takes many frames. The method's name has a dash, which no function of an interface
   * has in its name.
   */
  private void linker() {
    MethodVisitor code =
        writer.visitMethod(
            Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, LINKER, LINKER_DESCRIPTOR, null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitInsn(Opcodes.ICONST_1);
    code.visitFieldInsn(Opcodes.PUTFIELD, COUNTED_CALL.getInternalName(), "isOver", "Z");
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  /** Writes the method that makes another object of the class, see {@link NestedCalls#another}. */
  private void another() {
    MethodVisitor code =
        writer.visitMethod(
            Opcodes.ACC_PROTECTED | Opcodes.ACC_FINAL, "another", ANOTHER, null, null);
    code.visitCode();
    code.visitTypeInsn(Opcodes.NEW, name);
    code.visitInsn(Opcodes.DUP);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", NESTED_CONSTRUCTOR, false);
    code.visitInsn(Opcodes.ARETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  /** Writes one function of the interface. */
  private final class Function {
    private final String descriptor;
    private final String function;
    private final Class<?> returned;
    private final Type[] arguments;
    private final Type result;
    private final MethodVisitor code;

    private final int self; // the plain dispatch; 'this' in the class that is not nested

    // the locals that follow 'this' and the arguments
    private final int own;
    private final int height;
    private final int way;
    private final int call;
    private final int value; // what is returned, or what is thrown

    Function(Method method) {
      descriptor = Type.getMethodDescriptor(method);
      function = method.getName();
      returned = method.getReturnType();
      arguments = Type.getArgumentTypes(descriptor);
      result = Type.getReturnType(descriptor);
      code =
          writer.visitMethod(
              Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, function, descriptor, null, null);
      own = Type.getArgumentsAndReturnSizes(descriptor) >> 2;
      height = own + 1;
      way = height + 1;
      call = way + 1;
      value = isNested ? call + 2 : call + 1;
      self = isNested ? call + 1 : 0;
    }

    void write() {
      Label inside = new Label();
      Label outside = new Label();
      Label thrown = new Label();
      code.visitCode();
      code.visitTryCatchBlock(inside, outside, thrown, null);
      if (isNested) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        invoke(NESTED_CALLS, "plain", PLAIN);
        code.visitVarInsn(Opcodes.ASTORE, self);
      }
      prepare();
      code.visitLabel(inside);
      enter();
      callTarget();
      leave();
      code.visitLabel(outside);
      look();
      if (returned != void.class) {
        code.visitVarInsn(result.getOpcode(Opcodes.ILOAD), value);
      }
      code.visitInsn(result.getOpcode(Opcodes.IRETURN));
      code.visitLabel(thrown);
      leaveThrowing();
      code.visitMaxs(0, 0);
      code.visitEnd();
    }

    /** Gives a value to every local that the handler reads. */
    private void prepare() {
      invoke("marks", NEW_MARKS);
      code.visitInsn(Opcodes.DUP);
      code.visitVarInsn(Opcodes.ASTORE, own);
      code.visitInsn(Opcodes.ICONST_0);
      code.visitInsn(Opcodes.LALOAD);
      code.visitInsn(Opcodes.L2I);
      code.visitVarInsn(Opcodes.ISTORE, height);
      code.visitInsn(Opcodes.ICONST_0);
      code.visitVarInsn(Opcodes.ISTORE, way);
      code.visitInsn(Opcodes.ACONST_NULL);
      code.visitVarInsn(Opcodes.ASTORE, call);
    }

    private void enter() {
      code.visitVarInsn(Opcodes.ALOAD, self);
      code.visitVarInsn(Opcodes.ALOAD, own);
      invoke("enter", ENTER);
      code.visitVarInsn(Opcodes.ISTORE, way);
      code.visitVarInsn(Opcodes.ALOAD, self);
      code.visitVarInsn(Opcodes.ILOAD, way);
      invoke("newCall", NEW_CALL);
      code.visitVarInsn(Opcodes.ASTORE, call);
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(Opcodes.ALOAD, own);
      code.visitVarInsn(Opcodes.ALOAD, call);
      if (isNested) {
        invoke(NESTED_CALLS, "count", NESTED_COUNT);
      } else {
        invoke("count", COUNT);
      }
    }

    private void callTarget() {
      code.visitVarInsn(Opcodes.ALOAD, self);
      invoke("target", TARGET);
      code.visitTypeInsn(Opcodes.CHECKCAST, contract);
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
      if (!AsyncResult.mayBeAsync(returned)) {
        loadCall();
        invoke("exit", EXIT);
        return;
      }
      code.visitVarInsn(Opcodes.ALOAD, self);
      loadCall();
      code.visitVarInsn(Opcodes.ALOAD, value);
      // The guard's own stage stands for a stage of these types only. Any other result is
      // returned as it is, so its type, to which this class may have no access, need not be named.
      boolean mayBeReplaced = AsyncResult.mayBeReplaced(returned);
      code.visitLdcInsn(mayBeReplaced ? result : OBJECT);
      invoke("exitWith", EXIT_WITH);
      if (mayBeReplaced) {
        code.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
        code.visitVarInsn(Opcodes.ASTORE, value);
      } else {
        code.visitInsn(Opcodes.POP);
      }
    }

    /**
     * Looks at the state after the mark has gone. This step is outside the handler's range: the
     * fewer locals a handler may read, the fewer registers are taken.
     */
    private void look() {
      code.visitVarInsn(Opcodes.ALOAD, self);
      code.visitVarInsn(Opcodes.ILOAD, height);
      code.visitVarInsn(Opcodes.ILOAD, way);
      invoke("unmarked", UNMARKED);
    }

    /** Writes the handler, which does first what needs neither a frame nor memory. */
    private void leaveThrowing() {
      Label wasNotCounted = new Label();
      code.visitFrame(
          Opcodes.F_FULL, locals().length, locals(), 1, new Object[] {THROWABLE.getInternalName()});
      code.visitVarInsn(Opcodes.ASTORE, value);
      code.visitVarInsn(Opcodes.ALOAD, own);
      code.visitInsn(Opcodes.ICONST_0);
      code.visitVarInsn(Opcodes.ILOAD, height);
      code.visitInsn(Opcodes.I2L);
      code.visitInsn(Opcodes.LASTORE);
      code.visitVarInsn(Opcodes.ALOAD, call);
      code.visitJumpInsn(Opcodes.IFNULL, wasNotCounted);
      code.visitVarInsn(Opcodes.ALOAD, call);
      code.visitInsn(Opcodes.ICONST_1);
      code.visitFieldInsn(Opcodes.PUTFIELD, COUNTED_CALL.getInternalName(), "isOver", "Z");
      code.visitLabel(wasNotCounted);
      code.visitFrame(Opcodes.F_APPEND, 1, new Object[] {THROWABLE.getInternalName()}, 0, null);
      code.visitVarInsn(Opcodes.ALOAD, self);
      code.visitVarInsn(Opcodes.ILOAD, height);
      code.visitVarInsn(Opcodes.ALOAD, call);
      invoke("exitThrowing", EXIT_THROWING);
      code.visitVarInsn(Opcodes.ALOAD, value);
      code.visitInsn(Opcodes.ATHROW);
    }

    private void loadCall() {
      code.visitVarInsn(Opcodes.ALOAD, own);
      code.visitVarInsn(Opcodes.ILOAD, height);
      code.visitVarInsn(Opcodes.ILOAD, way);
      code.visitVarInsn(Opcodes.ALOAD, call);
    }

    private void invoke(String helper, String helperDescriptor) {
      invoke(GUARDED_CALLS, helper, helperDescriptor);
    }

    private void invoke(Type owner, String helper, String helperDescriptor) {
      code.visitMethodInsn(
          Opcodes.INVOKESTATIC, owner.getInternalName(), helper, helperDescriptor, false);
    }

    /** The types of the locals where a throwable is caught. */
    private Object[] locals() {
      Object[] locals = new Object[1 + arguments.length + (isNested ? 5 : 4)];
      int next = 0;
      locals[next++] = name;
      for (Type argument : arguments) {
        locals[next++] = frameType(argument);
      }
      locals[next++] = MARKS.getDescriptor();
      locals[next++] = Opcodes.INTEGER;
      locals[next++] = Opcodes.INTEGER;
      locals[next++] = COUNTED_CALL.getInternalName();
      if (isNested) {
        locals[next] = GUARDED_CALLS.getInternalName();
      }
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
