using System.Security.Cryptography;
using System.Text;

namespace Compose;

/// <summary>
/// The value of a secret in memory: pinned, so that the collector leaves no copies behind, and zeroed when it is disposed
/// of. It has no text form on purpose.
/// </summary>
public sealed class SecretValue : IDisposable
{
    private readonly byte[] _bytes;
    private bool _isGone;

    private SecretValue(byte[] bytes) => _bytes = bytes;

    public int Length => _bytes.Length;

    /// <summary>The value.</summary>
    /// <exception cref="ObjectDisposedException">It was zeroed already.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isGone, this);
            return _bytes;
        }
    }

    /// <summary>Takes a copy; the caller zeroes its own.</summary>
    public static SecretValue Copy(ReadOnlySpan<byte> bytes)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        return new SecretValue(pinned);
    }

    /// <summary>The UTF-8 of a text; the text itself stays wherever the caller has it.</summary>
    public static SecretValue Of(string text)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(text), pinned: true);
        Encoding.UTF8.GetBytes(text, pinned);
        return new SecretValue(pinned);
    }

    /// <summary>Takes the bytes over and zeroes the array they came in.</summary>
    public static SecretValue Take(byte[] bytes)
    {
        SecretValue value = Copy(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return value;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _isGone = true;
    }

    public override string ToString() => "(secret)";
}
