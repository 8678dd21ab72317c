using System.Text;

namespace Compose.Host.Wasmtime.Native;

/// <summary>Messages of the library, and messages for it.</summary>
internal static unsafe class Errors
{
    /// <summary>The message of an error, which is deleted.</summary>
    public static string Take(nint error)
    {
        var message = default(ByteVec);
        Api.ErrorMessage(error, &message);
        string text = OneLine(message.Text);
        Api.ByteVecDelete(&message);
        Api.ErrorDelete(error);
        return text;
    }

    /// <summary>The message of a trap, which stays.</summary>
    public static string OfTrap(nint trap)
    {
        var message = default(ByteVec);
        Api.TrapMessage(trap, &message);
        string text = OneLine(message.Text);
        Api.ByteVecDelete(&message);
        return text;
    }

    /// <summary>A new error to hand to the library.</summary>
    public static nint New(ReadOnlySpan<byte> terminatedMessage)
    {
        fixed (byte* text = terminatedMessage)
        {
            return Api.ErrorNew(text);
        }
    }

    /// <summary>A new trap to hand to the library.</summary>
    public static nint NewTrap()
    {
        fixed (byte* text = "host"u8)
        {
            return Api.TrapNew(text, 4);
        }
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        bool gap = false;
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                gap = line.Length > 0;
                continue;
            }

            if (gap)
            {
                line.Append(' ');
                gap = false;
            }

            line.Append(c);
        }

        return line.ToString();
    }
}
