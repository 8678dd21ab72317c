using System.Runtime.Intrinsics;
using Compose.Engine;
using Compose.Host.Clr.Native;

namespace Compose.Host.Clr.Ops;

/// <summary>WebAssembly exceptions: making them, taking them apart.</summary>
internal static unsafe partial class GuestOps
{
    public static GuestExceptionException NewException(nint context, int tag)
    {
        ClrTag target = Instance(context).Tag(tag);
        return new GuestExceptionException(target, new ulong[target.Shape.ParamSlots]);
    }

    public static int CatchMatches(GuestExceptionException exception, nint context, int tag) =>
        ReferenceEquals(exception.Tag, Instance(context).Tag(tag)) ? 1 : 0;

    /// <summary>An exnref.</summary>
    public static long ExceptionReference(GuestExceptionException exception, nint task) =>
        (long)Handles.Get<ClrTask>(((ExecContext*)task)->Task).ClrStore.ReferenceOf(exception);

    /// <summary>The exception of an exnref.</summary>
    public static GuestExceptionException ExceptionOf(long reference, nint task) =>
        Handles.Get<ClrTask>(((ExecContext*)task)->Task).ClrStore.ExternRefOf((ulong)reference) as GuestExceptionException
            ?? throw new CoreTrapException(TrapCode.NullReference);

    public static int PayloadI32(GuestExceptionException exception, int slot) => (int)exception.Payload[slot];

    public static long PayloadI64(GuestExceptionException exception, int slot) => (long)exception.Payload[slot];

    public static float PayloadF32(GuestExceptionException exception, int slot) =>
        BitConverter.UInt32BitsToSingle((uint)exception.Payload[slot]);

    public static double PayloadF64(GuestExceptionException exception, int slot) =>
        BitConverter.UInt64BitsToDouble(exception.Payload[slot]);

    public static Vector128<byte> PayloadV128(GuestExceptionException exception, int slot) =>
        Vector128.Create(exception.Payload[slot], exception.Payload[slot + 1]).AsByte();

    public static void SetPayloadI32(GuestExceptionException exception, int slot, int value) => exception.Payload[slot] = (uint)value;

    public static void SetPayloadI64(GuestExceptionException exception, int slot, long value) => exception.Payload[slot] = (ulong)value;

    public static void SetPayloadF32(GuestExceptionException exception, int slot, float value) =>
        exception.Payload[slot] = BitConverter.SingleToUInt32Bits(value);

    public static void SetPayloadF64(GuestExceptionException exception, int slot, double value) =>
        exception.Payload[slot] = BitConverter.DoubleToUInt64Bits(value);

    public static void SetPayloadV128(GuestExceptionException exception, int slot, Vector128<byte> value)
    {
        exception.Payload[slot] = value.AsUInt64().GetElement(0);
        exception.Payload[slot + 1] = value.AsUInt64().GetElement(1);
    }
}
