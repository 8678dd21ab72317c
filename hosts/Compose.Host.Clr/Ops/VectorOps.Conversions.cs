using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Compose.Host.Clr.Ops;

/// <summary>Widening, narrowing, products, conversions, and the relaxed operators in their deterministic reading.</summary>
internal static partial class VectorOps
{
    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtendLowI8x16S(Vector128<byte> vector) => Vector128.WidenLower(vector.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtmulLowI8x16S(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenLower(left.AsSByte()) * Vector128.WidenLower(right.AsSByte())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtendLowI8x16U(Vector128<byte> vector) => Vector128.WidenLower(vector.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtmulLowI8x16U(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenLower(left.AsByte()) * Vector128.WidenLower(right.AsByte())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtendHighI8x16S(Vector128<byte> vector) => Vector128.WidenUpper(vector.AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtmulHighI8x16S(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenUpper(left.AsSByte()) * Vector128.WidenUpper(right.AsSByte())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtendHighI8x16U(Vector128<byte> vector) => Vector128.WidenUpper(vector.AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtmulHighI8x16U(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenUpper(left.AsByte()) * Vector128.WidenUpper(right.AsByte())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtaddPairwiseI8x16S(Vector128<byte> vector) => (Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(vector.AsInt16(), 8), 8) + Vector128.ShiftRightArithmetic(vector.AsInt16(), 8)).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ExtaddPairwiseI8x16U(Vector128<byte> vector) => (Vector128.ShiftRightLogical(Vector128.ShiftLeft(vector.AsUInt16(), 8), 8) + Vector128.ShiftRightLogical(vector.AsUInt16(), 8)).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtendLowI16x8S(Vector128<byte> vector) => Vector128.WidenLower(vector.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtmulLowI16x8S(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenLower(left.AsInt16()) * Vector128.WidenLower(right.AsInt16())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtendLowI16x8U(Vector128<byte> vector) => Vector128.WidenLower(vector.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtmulLowI16x8U(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenLower(left.AsUInt16()) * Vector128.WidenLower(right.AsUInt16())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtendHighI16x8S(Vector128<byte> vector) => Vector128.WidenUpper(vector.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtmulHighI16x8S(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenUpper(left.AsInt16()) * Vector128.WidenUpper(right.AsInt16())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtendHighI16x8U(Vector128<byte> vector) => Vector128.WidenUpper(vector.AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtmulHighI16x8U(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenUpper(left.AsUInt16()) * Vector128.WidenUpper(right.AsUInt16())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtaddPairwiseI16x8S(Vector128<byte> vector) => (Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(vector.AsInt32(), 16), 16) + Vector128.ShiftRightArithmetic(vector.AsInt32(), 16)).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ExtaddPairwiseI16x8U(Vector128<byte> vector) => (Vector128.ShiftRightLogical(Vector128.ShiftLeft(vector.AsUInt32(), 16), 16) + Vector128.ShiftRightLogical(vector.AsUInt32(), 16)).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ExtendLowI32x4S(Vector128<byte> vector) => Vector128.WidenLower(vector.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ExtmulLowI32x4S(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenLower(left.AsInt32()) * Vector128.WidenLower(right.AsInt32())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ExtendLowI32x4U(Vector128<byte> vector) => Vector128.WidenLower(vector.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ExtmulLowI32x4U(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenLower(left.AsUInt32()) * Vector128.WidenLower(right.AsUInt32())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ExtendHighI32x4S(Vector128<byte> vector) => Vector128.WidenUpper(vector.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ExtmulHighI32x4S(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenUpper(left.AsInt32()) * Vector128.WidenUpper(right.AsInt32())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ExtendHighI32x4U(Vector128<byte> vector) => Vector128.WidenUpper(vector.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ExtmulHighI32x4U(Vector128<byte> left, Vector128<byte> right) => (Vector128.WidenUpper(left.AsUInt32()) * Vector128.WidenUpper(right.AsUInt32())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16NarrowI16x8S(Vector128<byte> left, Vector128<byte> right) => Vector128.NarrowWithSaturation(left.AsInt16(), right.AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16NarrowI16x8U(Vector128<byte> left, Vector128<byte> right) => Vector128.NarrowWithSaturation(Vector128.Max(left.AsInt16(), Vector128<short>.Zero).AsUInt16(), Vector128.Max(right.AsInt16(), Vector128<short>.Zero).AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8NarrowI32x4S(Vector128<byte> left, Vector128<byte> right) => Vector128.NarrowWithSaturation(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8NarrowI32x4U(Vector128<byte> left, Vector128<byte> right) => Vector128.NarrowWithSaturation(Vector128.Max(left.AsInt32(), Vector128<int>.Zero).AsUInt32(), Vector128.Max(right.AsInt32(), Vector128<int>.Zero).AsUInt32()).AsByte();

    /// <summary>Rounded product of Q15 numbers; only -1 times -1 saturates.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Q15mulrSatS(Vector128<byte> left, Vector128<byte> right)
    {
        if (Ssse3.IsSupported)
        {
            Vector128<short> product = Ssse3.MultiplyHighRoundScale(left.AsInt16(), right.AsInt16());
            return (product ^ Vector128.Equals(product, Vector128.Create(short.MinValue))).AsByte();
        }

        Vector128<int> round = Vector128.Create(0x4000);
        Vector128<int> low = (Vector128.WidenLower(left.AsInt16()) * Vector128.WidenLower(right.AsInt16())) + round;
        Vector128<int> high = (Vector128.WidenUpper(left.AsInt16()) * Vector128.WidenUpper(right.AsInt16())) + round;
        return Vector128.NarrowWithSaturation(Vector128.ShiftRightArithmetic(low, 15), Vector128.ShiftRightArithmetic(high, 15)).AsByte();
    }

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4DotI16x8S(Vector128<byte> left, Vector128<byte> right)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(left.AsInt16(), right.AsInt16()).AsByte();
        }

        Vector128<int> even = Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(left.AsInt32(), 16), 16) * Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(right.AsInt32(), 16), 16);
        Vector128<int> odd = Vector128.ShiftRightArithmetic(left.AsInt32(), 16) * Vector128.ShiftRightArithmetic(right.AsInt32(), 16);
        return (even + odd).AsByte();
    }

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4ConvertI32x4S(Vector128<byte> vector) => Vector128.ConvertToSingle(vector.AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4ConvertI32x4U(Vector128<byte> vector) => Vector128.ConvertToSingle(vector.AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4TruncSatF32x4S(Vector128<byte> vector) => Vector128.ConvertToInt32(vector.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4TruncSatF32x4U(Vector128<byte> vector) => Vector128.ConvertToUInt32(vector.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4TruncSatF64x2SZero(Vector128<byte> vector) => Vector128.Create((int)vector.AsDouble().GetElement(0), (int)vector.AsDouble().GetElement(1), 0, 0).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4TruncSatF64x2UZero(Vector128<byte> vector) => Vector128.Create((uint)vector.AsDouble().GetElement(0), (uint)vector.AsDouble().GetElement(1), 0, 0).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2ConvertLowI32x4S(Vector128<byte> vector) => Vector128.Create((double)vector.AsInt32().GetElement(0), (double)vector.AsInt32().GetElement(1)).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2ConvertLowI32x4U(Vector128<byte> vector) => Vector128.Create((double)vector.AsUInt32().GetElement(0), (double)vector.AsUInt32().GetElement(1)).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4DemoteF64x2Zero(Vector128<byte> vector) => Vector128.Narrow(vector.AsDouble(), Vector128<double>.Zero).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2PromoteLowF32x4(Vector128<byte> vector) => Vector128.WidenLower(vector.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16RelaxedSwizzle(Vector128<byte> vector, Vector128<byte> indexes) => I8x16Swizzle(vector, indexes);

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4RelaxedTruncF32x4S(Vector128<byte> vector) => I32x4TruncSatF32x4S(vector);

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4RelaxedTruncF32x4U(Vector128<byte> vector) => I32x4TruncSatF32x4U(vector);

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4RelaxedTruncF64x2SZero(Vector128<byte> vector) => I32x4TruncSatF64x2SZero(vector);

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4RelaxedTruncF64x2UZero(Vector128<byte> vector) => I32x4TruncSatF64x2UZero(vector);

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16RelaxedLaneselect(Vector128<byte> left, Vector128<byte> right, Vector128<byte> mask) => V128Bitselect(left, right, mask);

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8RelaxedLaneselect(Vector128<byte> left, Vector128<byte> right, Vector128<byte> mask) => V128Bitselect(left, right, mask);

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4RelaxedLaneselect(Vector128<byte> left, Vector128<byte> right, Vector128<byte> mask) => V128Bitselect(left, right, mask);

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2RelaxedLaneselect(Vector128<byte> left, Vector128<byte> right, Vector128<byte> mask) => V128Bitselect(left, right, mask);

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8RelaxedQ15mulrS(Vector128<byte> left, Vector128<byte> right) => I16x8Q15mulrSatS(left, right);

    /// <summary>Pairs of products of signed bytes, the right ones in 7 bits.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8RelaxedDotI8x16I7x16S(Vector128<byte> left, Vector128<byte> right)
    {
        Vector128<short> even = Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(left.AsInt16(), 8), 8) * Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(right.AsInt16(), 8), 8);
        Vector128<short> odd = Vector128.ShiftRightArithmetic(left.AsInt16(), 8) * Vector128.ShiftRightArithmetic(right.AsInt16(), 8);
        return (even + odd).AsByte();
    }

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4RelaxedDotI8x16I7x16AddS(Vector128<byte> left, Vector128<byte> right, Vector128<byte> addend) =>
        (I32x4ExtaddPairwiseI16x8S(I16x8RelaxedDotI8x16I7x16S(left, right)).AsInt32() + addend.AsInt32()).AsByte();
}
