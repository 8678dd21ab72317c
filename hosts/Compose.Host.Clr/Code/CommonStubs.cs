using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;

namespace Compose.Host.Clr.Code;

/// <summary>
/// Stubs of the commonest shapes, compiled beforehand: up to six i32 parameters and no result, an i32 or an i64. They
/// spare a start most of its just-in-time compilation. Each triple is as <see cref="Stubs.MakeEntry"/>,
/// <see cref="Stubs.MakeCallback"/> and <see cref="Stubs.MakeBinder"/> would make it.
/// </summary>
internal static unsafe class CommonStubs
{
    private const int MaxParameters = 6;

    private static readonly nint[] s_entries =
    [
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter0V,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter0I,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter0L,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter1V,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter1I,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter1L,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter2V,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter2I,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter2L,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter3V,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter3I,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter3L,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter4V,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter4I,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter4L,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter5V,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter5I,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter5L,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter6V,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter6I,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter6L,
    ];

    private static readonly nint[] s_callbacks =
    [
        (nint)(delegate* managed<nint, nint, void>)&Leave0V,
        (nint)(delegate* managed<nint, nint, int>)&Leave0I,
        (nint)(delegate* managed<nint, nint, long>)&Leave0L,
        (nint)(delegate* managed<nint, nint, int, void>)&Leave1V,
        (nint)(delegate* managed<nint, nint, int, int>)&Leave1I,
        (nint)(delegate* managed<nint, nint, int, long>)&Leave1L,
        (nint)(delegate* managed<nint, nint, int, int, void>)&Leave2V,
        (nint)(delegate* managed<nint, nint, int, int, int>)&Leave2I,
        (nint)(delegate* managed<nint, nint, int, int, long>)&Leave2L,
        (nint)(delegate* managed<nint, nint, int, int, int, void>)&Leave3V,
        (nint)(delegate* managed<nint, nint, int, int, int, int>)&Leave3I,
        (nint)(delegate* managed<nint, nint, int, int, int, long>)&Leave3L,
        (nint)(delegate* managed<nint, nint, int, int, int, int, void>)&Leave4V,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int>)&Leave4I,
        (nint)(delegate* managed<nint, nint, int, int, int, int, long>)&Leave4L,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, void>)&Leave5V,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int>)&Leave5I,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, long>)&Leave5L,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int, void>)&Leave6V,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int, int>)&Leave6I,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int, long>)&Leave6L,
    ];

    private static readonly nint[] s_binders =
    [
        (nint)(delegate* managed<nint, nint, void>)&Bind0V,
        (nint)(delegate* managed<nint, nint, int>)&Bind0I,
        (nint)(delegate* managed<nint, nint, long>)&Bind0L,
        (nint)(delegate* managed<nint, nint, int, void>)&Bind1V,
        (nint)(delegate* managed<nint, nint, int, int>)&Bind1I,
        (nint)(delegate* managed<nint, nint, int, long>)&Bind1L,
        (nint)(delegate* managed<nint, nint, int, int, void>)&Bind2V,
        (nint)(delegate* managed<nint, nint, int, int, int>)&Bind2I,
        (nint)(delegate* managed<nint, nint, int, int, long>)&Bind2L,
        (nint)(delegate* managed<nint, nint, int, int, int, void>)&Bind3V,
        (nint)(delegate* managed<nint, nint, int, int, int, int>)&Bind3I,
        (nint)(delegate* managed<nint, nint, int, int, int, long>)&Bind3L,
        (nint)(delegate* managed<nint, nint, int, int, int, int, void>)&Bind4V,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int>)&Bind4I,
        (nint)(delegate* managed<nint, nint, int, int, int, int, long>)&Bind4L,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, void>)&Bind5V,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int>)&Bind5I,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, long>)&Bind5L,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int, void>)&Bind6V,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int, int>)&Bind6I,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int, long>)&Bind6L,
    ];

    /// <summary>The entry of a common shape, or 0.</summary>
    public static nint EntryOf(Shape shape) => IndexOf(shape) is >= 0 and int index ? s_entries[index] : 0;

    /// <summary>The host callback of a common shape, or 0.</summary>
    public static nint CallbackOf(Shape shape) => IndexOf(shape) is >= 0 and int index ? s_callbacks[index] : 0;

    /// <summary>The binder of a common shape, or 0.</summary>
    public static nint BinderOf(Shape shape) => IndexOf(shape) is >= 0 and int index ? s_binders[index] : 0;

    private static int IndexOf(Shape shape)
    {
        if (shape.Params.Length > MaxParameters || shape.Results.Length > 1)
        {
            return -1;
        }

        foreach (StackType type in shape.Params)
        {
            if (type != StackType.I32)
            {
                return -1;
            }
        }

        int result = shape.Results.Length == 0 ? 0 : shape.Results[0] switch { StackType.I32 => 1, StackType.I64 => 2, _ => -1 };
        return result < 0 ? -1 : (3 * shape.Params.Length) + result;
    }

    private static void Enter0V(nint code, nint context, nint task, nint slots)
    {
        ((delegate* managed<nint, nint, void>)code)(context, task);
    }

    private static void Leave0V(nint context, nint task)
    {
        ulong* s = stackalloc ulong[1];
        HostOps.Invoke(context, task, (nint)s);
    }

    private static void Bind0V(nint import, nint task) =>
        ((delegate* managed<nint, nint, void>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task);

    private static void Enter0I(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (uint)((delegate* managed<nint, nint, int>)code)(context, task);
    }

    private static int Leave0I(nint context, nint task)
    {
        ulong* s = stackalloc ulong[1];
        HostOps.Invoke(context, task, (nint)s);
        return (int)s[0];
    }

    private static int Bind0I(nint import, nint task) =>
        ((delegate* managed<nint, nint, int>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task);

    private static void Enter0L(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (ulong)((delegate* managed<nint, nint, long>)code)(context, task);
    }

    private static long Leave0L(nint context, nint task)
    {
        ulong* s = stackalloc ulong[1];
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind0L(nint import, nint task) =>
        ((delegate* managed<nint, nint, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task);

    private static void Enter1V(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        ((delegate* managed<nint, nint, int, void>)code)(context, task, (int)s[0]);
    }

    private static void Leave1V(nint context, nint task, int a0)
    {
        ulong* s = stackalloc ulong[1];
        s[0] = (uint)a0;
        HostOps.Invoke(context, task, (nint)s);
    }

    private static void Bind1V(nint import, nint task, int a0) =>
        ((delegate* managed<nint, nint, int, void>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0);

    private static void Enter1I(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (uint)((delegate* managed<nint, nint, int, int>)code)(context, task, (int)s[0]);
    }

    private static int Leave1I(nint context, nint task, int a0)
    {
        ulong* s = stackalloc ulong[1];
        s[0] = (uint)a0;
        HostOps.Invoke(context, task, (nint)s);
        return (int)s[0];
    }

    private static int Bind1I(nint import, nint task, int a0) =>
        ((delegate* managed<nint, nint, int, int>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0);

    private static void Enter1L(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (ulong)((delegate* managed<nint, nint, int, long>)code)(context, task, (int)s[0]);
    }

    private static long Leave1L(nint context, nint task, int a0)
    {
        ulong* s = stackalloc ulong[1];
        s[0] = (uint)a0;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind1L(nint import, nint task, int a0) =>
        ((delegate* managed<nint, nint, int, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0);

    private static void Enter2V(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        ((delegate* managed<nint, nint, int, int, void>)code)(context, task, (int)s[0], (int)s[1]);
    }

    private static void Leave2V(nint context, nint task, int a0, int a1)
    {
        ulong* s = stackalloc ulong[2];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        HostOps.Invoke(context, task, (nint)s);
    }

    private static void Bind2V(nint import, nint task, int a0, int a1) =>
        ((delegate* managed<nint, nint, int, int, void>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1);

    private static void Enter2I(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (uint)((delegate* managed<nint, nint, int, int, int>)code)(context, task, (int)s[0], (int)s[1]);
    }

    private static int Leave2I(nint context, nint task, int a0, int a1)
    {
        ulong* s = stackalloc ulong[2];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        HostOps.Invoke(context, task, (nint)s);
        return (int)s[0];
    }

    private static int Bind2I(nint import, nint task, int a0, int a1) =>
        ((delegate* managed<nint, nint, int, int, int>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1);

    private static void Enter2L(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (ulong)((delegate* managed<nint, nint, int, int, long>)code)(context, task, (int)s[0], (int)s[1]);
    }

    private static long Leave2L(nint context, nint task, int a0, int a1)
    {
        ulong* s = stackalloc ulong[2];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind2L(nint import, nint task, int a0, int a1) =>
        ((delegate* managed<nint, nint, int, int, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1);

    private static void Enter3V(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        ((delegate* managed<nint, nint, int, int, int, void>)code)(context, task, (int)s[0], (int)s[1], (int)s[2]);
    }

    private static void Leave3V(nint context, nint task, int a0, int a1, int a2)
    {
        ulong* s = stackalloc ulong[3];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        HostOps.Invoke(context, task, (nint)s);
    }

    private static void Bind3V(nint import, nint task, int a0, int a1, int a2) =>
        ((delegate* managed<nint, nint, int, int, int, void>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2);

    private static void Enter3I(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (uint)((delegate* managed<nint, nint, int, int, int, int>)code)(context, task, (int)s[0], (int)s[1], (int)s[2]);
    }

    private static int Leave3I(nint context, nint task, int a0, int a1, int a2)
    {
        ulong* s = stackalloc ulong[3];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        HostOps.Invoke(context, task, (nint)s);
        return (int)s[0];
    }

    private static int Bind3I(nint import, nint task, int a0, int a1, int a2) =>
        ((delegate* managed<nint, nint, int, int, int, int>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2);

    private static void Enter3L(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (ulong)((delegate* managed<nint, nint, int, int, int, long>)code)(context, task, (int)s[0], (int)s[1], (int)s[2]);
    }

    private static long Leave3L(nint context, nint task, int a0, int a1, int a2)
    {
        ulong* s = stackalloc ulong[3];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind3L(nint import, nint task, int a0, int a1, int a2) =>
        ((delegate* managed<nint, nint, int, int, int, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2);

    private static void Enter4V(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        ((delegate* managed<nint, nint, int, int, int, int, void>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3]);
    }

    private static void Leave4V(nint context, nint task, int a0, int a1, int a2, int a3)
    {
        ulong* s = stackalloc ulong[4];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        HostOps.Invoke(context, task, (nint)s);
    }

    private static void Bind4V(nint import, nint task, int a0, int a1, int a2, int a3) =>
        ((delegate* managed<nint, nint, int, int, int, int, void>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3);

    private static void Enter4I(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (uint)((delegate* managed<nint, nint, int, int, int, int, int>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3]);
    }

    private static int Leave4I(nint context, nint task, int a0, int a1, int a2, int a3)
    {
        ulong* s = stackalloc ulong[4];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        HostOps.Invoke(context, task, (nint)s);
        return (int)s[0];
    }

    private static int Bind4I(nint import, nint task, int a0, int a1, int a2, int a3) =>
        ((delegate* managed<nint, nint, int, int, int, int, int>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3);

    private static void Enter4L(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (ulong)((delegate* managed<nint, nint, int, int, int, int, long>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3]);
    }

    private static long Leave4L(nint context, nint task, int a0, int a1, int a2, int a3)
    {
        ulong* s = stackalloc ulong[4];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind4L(nint import, nint task, int a0, int a1, int a2, int a3) =>
        ((delegate* managed<nint, nint, int, int, int, int, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3);

    private static void Enter5V(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        ((delegate* managed<nint, nint, int, int, int, int, int, void>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3], (int)s[4]);
    }

    private static void Leave5V(nint context, nint task, int a0, int a1, int a2, int a3, int a4)
    {
        ulong* s = stackalloc ulong[5];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        s[4] = (uint)a4;
        HostOps.Invoke(context, task, (nint)s);
    }

    private static void Bind5V(nint import, nint task, int a0, int a1, int a2, int a3, int a4) =>
        ((delegate* managed<nint, nint, int, int, int, int, int, void>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3, a4);

    private static void Enter5I(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (uint)((delegate* managed<nint, nint, int, int, int, int, int, int>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3], (int)s[4]);
    }

    private static int Leave5I(nint context, nint task, int a0, int a1, int a2, int a3, int a4)
    {
        ulong* s = stackalloc ulong[5];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        s[4] = (uint)a4;
        HostOps.Invoke(context, task, (nint)s);
        return (int)s[0];
    }

    private static int Bind5I(nint import, nint task, int a0, int a1, int a2, int a3, int a4) =>
        ((delegate* managed<nint, nint, int, int, int, int, int, int>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3, a4);

    private static void Enter5L(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (ulong)((delegate* managed<nint, nint, int, int, int, int, int, long>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3], (int)s[4]);
    }

    private static long Leave5L(nint context, nint task, int a0, int a1, int a2, int a3, int a4)
    {
        ulong* s = stackalloc ulong[5];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        s[4] = (uint)a4;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind5L(nint import, nint task, int a0, int a1, int a2, int a3, int a4) =>
        ((delegate* managed<nint, nint, int, int, int, int, int, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3, a4);

    private static void Enter6V(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        ((delegate* managed<nint, nint, int, int, int, int, int, int, void>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3], (int)s[4], (int)s[5]);
    }

    private static void Leave6V(nint context, nint task, int a0, int a1, int a2, int a3, int a4, int a5)
    {
        ulong* s = stackalloc ulong[6];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        s[4] = (uint)a4;
        s[5] = (uint)a5;
        HostOps.Invoke(context, task, (nint)s);
    }

    private static void Bind6V(nint import, nint task, int a0, int a1, int a2, int a3, int a4, int a5) =>
        ((delegate* managed<nint, nint, int, int, int, int, int, int, void>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3, a4, a5);

    private static void Enter6I(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (uint)((delegate* managed<nint, nint, int, int, int, int, int, int, int>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3], (int)s[4], (int)s[5]);
    }

    private static int Leave6I(nint context, nint task, int a0, int a1, int a2, int a3, int a4, int a5)
    {
        ulong* s = stackalloc ulong[6];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        s[4] = (uint)a4;
        s[5] = (uint)a5;
        HostOps.Invoke(context, task, (nint)s);
        return (int)s[0];
    }

    private static int Bind6I(nint import, nint task, int a0, int a1, int a2, int a3, int a4, int a5) =>
        ((delegate* managed<nint, nint, int, int, int, int, int, int, int>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3, a4, a5);

    private static void Enter6L(nint code, nint context, nint task, nint slots)
    {
        var s = (ulong*)slots;
        s[0] = (ulong)((delegate* managed<nint, nint, int, int, int, int, int, int, long>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3], (int)s[4], (int)s[5]);
    }

    private static long Leave6L(nint context, nint task, int a0, int a1, int a2, int a3, int a4, int a5)
    {
        ulong* s = stackalloc ulong[6];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        s[4] = (uint)a4;
        s[5] = (uint)a5;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind6L(nint import, nint task, int a0, int a1, int a2, int a3, int a4, int a5) =>
        ((delegate* managed<nint, nint, int, int, int, int, int, int, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3, a4, a5);
}
