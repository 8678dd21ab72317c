using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Compose.Host.Clr.Ops;

/// <summary>Integer lanes: arithmetic, comparison, shifts.</summary>
internal static partial class VectorOps
{
    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Eq(Vector128<byte> left, Vector128<byte> right) => Vector128.Equals(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Ne(Vector128<byte> left, Vector128<byte> right) => ~Vector128.Equals(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16LtS(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16LtU(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsByte(), right.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16GtS(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16GtU(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsByte(), right.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16LeS(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16LeU(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsByte(), right.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16GeS(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16GeU(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsByte(), right.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Add(Vector128<byte> left, Vector128<byte> right) => (left.AsSByte() + right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Sub(Vector128<byte> left, Vector128<byte> right) => (left.AsSByte() - right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16MinS(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16MinU(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left.AsByte(), right.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16MaxS(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16MaxU(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left.AsByte(), right.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16AddSatS(Vector128<byte> left, Vector128<byte> right) => Vector128.AddSaturate(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16AddSatU(Vector128<byte> left, Vector128<byte> right) => Vector128.AddSaturate(left.AsByte(), right.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16SubSatS(Vector128<byte> left, Vector128<byte> right) => Vector128.SubtractSaturate(left.AsSByte(), right.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16SubSatU(Vector128<byte> left, Vector128<byte> right) => Vector128.SubtractSaturate(left.AsByte(), right.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16AvgrU(Vector128<byte> left, Vector128<byte> right) => ((left | right).AsByte() - Vector128.ShiftRightLogical((left ^ right).AsByte(), 1)).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Shl(Vector128<byte> vector, int count) => Vector128.ShiftLeft(vector.AsSByte(), count & 7).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16ShrS(Vector128<byte> vector, int count) => Vector128.ShiftRightArithmetic(vector.AsSByte(), count & 7).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16ShrU(Vector128<byte> vector, int count) => Vector128.ShiftRightLogical(vector.AsByte(), count & 7).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Abs(Vector128<byte> vector) => Vector128.Abs(vector.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Neg(Vector128<byte> vector) => (-vector.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static int I8x16AllTrue(Vector128<byte> vector) => Vector128.EqualsAny(vector.AsSByte(), Vector128<sbyte>.Zero) ? 0 : 1;

    [MethodImpl(Inline)]
    public static int I8x16Bitmask(Vector128<byte> vector) => (int)vector.AsSByte().ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Eq(Vector128<byte> left, Vector128<byte> right) => Vector128.Equals(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Ne(Vector128<byte> left, Vector128<byte> right) => ~Vector128.Equals(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8LtS(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8LtU(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsUInt16(), right.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8GtS(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8GtU(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsUInt16(), right.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8LeS(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8LeU(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsUInt16(), right.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8GeS(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8GeU(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsUInt16(), right.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Add(Vector128<byte> left, Vector128<byte> right) => (left.AsInt16() + right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Sub(Vector128<byte> left, Vector128<byte> right) => (left.AsInt16() - right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Mul(Vector128<byte> left, Vector128<byte> right) => (left.AsInt16() * right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8MinS(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8MinU(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left.AsUInt16(), right.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8MaxS(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8MaxU(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left.AsUInt16(), right.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8AddSatS(Vector128<byte> left, Vector128<byte> right) => Vector128.AddSaturate(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8AddSatU(Vector128<byte> left, Vector128<byte> right) => Vector128.AddSaturate(left.AsUInt16(), right.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8SubSatS(Vector128<byte> left, Vector128<byte> right) => Vector128.SubtractSaturate(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8SubSatU(Vector128<byte> left, Vector128<byte> right) => Vector128.SubtractSaturate(left.AsUInt16(), right.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8AvgrU(Vector128<byte> left, Vector128<byte> right) => ((left | right).AsUInt16() - Vector128.ShiftRightLogical((left ^ right).AsUInt16(), 1)).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Shl(Vector128<byte> vector, int count) => Vector128.ShiftLeft(vector.AsInt16(), count & 15).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ShrS(Vector128<byte> vector, int count) => Vector128.ShiftRightArithmetic(vector.AsInt16(), count & 15).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ShrU(Vector128<byte> vector, int count) => Vector128.ShiftRightLogical(vector.AsUInt16(), count & 15).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Abs(Vector128<byte> vector) => Vector128.Abs(vector.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Neg(Vector128<byte> vector) => (-vector.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static int I16x8AllTrue(Vector128<byte> vector) => Vector128.EqualsAny(vector.AsInt16(), Vector128<short>.Zero) ? 0 : 1;

    [MethodImpl(Inline)]
    public static int I16x8Bitmask(Vector128<byte> vector) => (int)vector.AsInt16().ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Eq(Vector128<byte> left, Vector128<byte> right) => Vector128.Equals(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Ne(Vector128<byte> left, Vector128<byte> right) => ~Vector128.Equals(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4LtS(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4LtU(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsUInt32(), right.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4GtS(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4GtU(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsUInt32(), right.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4LeS(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4LeU(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsUInt32(), right.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4GeS(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4GeU(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsUInt32(), right.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Add(Vector128<byte> left, Vector128<byte> right) => (left.AsInt32() + right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Sub(Vector128<byte> left, Vector128<byte> right) => (left.AsInt32() - right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Mul(Vector128<byte> left, Vector128<byte> right) => (left.AsInt32() * right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4MinS(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4MinU(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left.AsUInt32(), right.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4MaxS(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4MaxU(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left.AsUInt32(), right.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Shl(Vector128<byte> vector, int count) => Vector128.ShiftLeft(vector.AsInt32(), count & 31).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ShrS(Vector128<byte> vector, int count) => Vector128.ShiftRightArithmetic(vector.AsInt32(), count & 31).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ShrU(Vector128<byte> vector, int count) => Vector128.ShiftRightLogical(vector.AsUInt32(), count & 31).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Abs(Vector128<byte> vector) => Vector128.Abs(vector.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Neg(Vector128<byte> vector) => (-vector.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static int I32x4AllTrue(Vector128<byte> vector) => Vector128.EqualsAny(vector.AsInt32(), Vector128<int>.Zero) ? 0 : 1;

    [MethodImpl(Inline)]
    public static int I32x4Bitmask(Vector128<byte> vector) => (int)vector.AsInt32().ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Eq(Vector128<byte> left, Vector128<byte> right) => Vector128.Equals(left.AsInt64(), right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Ne(Vector128<byte> left, Vector128<byte> right) => ~Vector128.Equals(left.AsInt64(), right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2LtS(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsInt64(), right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2GtS(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsInt64(), right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2LeS(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsInt64(), right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2GeS(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsInt64(), right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Add(Vector128<byte> left, Vector128<byte> right) => (left.AsInt64() + right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Sub(Vector128<byte> left, Vector128<byte> right) => (left.AsInt64() - right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Mul(Vector128<byte> left, Vector128<byte> right) => (left.AsInt64() * right.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Shl(Vector128<byte> vector, int count) => Vector128.ShiftLeft(vector.AsInt64(), count & 63).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ShrS(Vector128<byte> vector, int count) => Vector128.ShiftRightArithmetic(vector.AsInt64(), count & 63).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ShrU(Vector128<byte> vector, int count) => Vector128.ShiftRightLogical(vector.AsUInt64(), count & 63).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Abs(Vector128<byte> vector) => Vector128.Abs(vector.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Neg(Vector128<byte> vector) => (-vector.AsInt64()).AsByte();

    [MethodImpl(Inline)]
    public static int I64x2AllTrue(Vector128<byte> vector) => Vector128.EqualsAny(vector.AsInt64(), Vector128<long>.Zero) ? 0 : 1;

    [MethodImpl(Inline)]
    public static int I64x2Bitmask(Vector128<byte> vector) => (int)vector.AsInt64().ExtractMostSignificantBits();
}
