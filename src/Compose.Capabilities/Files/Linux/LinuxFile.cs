namespace Compose.Capabilities.Files.Linux;

/// <summary>An open file or named pipe of a folder of the host; opened without blocking, so that a pipe never holds up its reader.</summary>
internal sealed unsafe class LinuxFile(FileDescriptor descriptor, NodeType type) : LinuxNode(descriptor, type), IFile
{
    private bool IsPipe => Type != NodeType.RegularFile;

    public FileError Read(Span<byte> buffer, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
        {
            return FileError.Invalid;
        }

        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint result = IsPipe
                    ? LibC.Read(Descriptor, start, (nuint)buffer.Length)
                    : LibC.ReadAt(Descriptor, start, (nuint)buffer.Length, (long)offset);
                if (result >= 0)
                {
                    count = (int)result;
                    return FileError.None;
                }

                if (LibC.LastError != Errno.Interrupted)
                {
                    return Errno.Map(LibC.LastError);
                }
            }
        }
    }

    public FileError Write(ReadOnlySpan<byte> bytes, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
        {
            return FileError.Invalid;
        }

        fixed (byte* start = bytes)
        {
            while (true)
            {
                nint result = IsPipe
                    ? LibC.Write(Descriptor, start, (nuint)bytes.Length)
                    : LibC.WriteAt(Descriptor, start, (nuint)bytes.Length, (long)offset);
                if (result >= 0)
                {
                    count = (int)result;
                    return FileError.None;
                }

                if (LibC.LastError != Errno.Interrupted)
                {
                    return Errno.Map(LibC.LastError);
                }
            }
        }
    }

    public FileError Append(ReadOnlySpan<byte> bytes, out int count)
    {
        if (IsPipe)
        {
            return Write(bytes, 0, out count);
        }

        count = 0;
        fixed (byte* start = bytes)
        {
            var vector = new LibC.IoVector { Base = start, Length = (nuint)bytes.Length };
            while (true)
            {
                nint result = LibC.WriteVector(Descriptor, &vector, 1, 0, LibC.AppendWrite);
                if (result >= 0)
                {
                    count = (int)result;
                    return FileError.None;
                }

                switch (LibC.LastError)
                {
                    case Errno.Interrupted:
                        continue;

                    // A file system that cannot append in one step.
                    case Errno.NotSupported or Errno.NoSystemCall:
                        FileError error = Stat(out NodeStat stat);
                        return error != FileError.None ? error : Write(bytes, stat.Size, out count);
                    default:
                        return Errno.Map(LibC.LastError);
                }
            }
        }
    }

    public FileError SetSize(ulong size) =>
        size > long.MaxValue ? FileError.FileTooLarge : Answer(LibC.SetLength(Descriptor, (long)size));

    public FileError Advise(ulong offset, ulong length, Advice advice)
    {
        if (offset > long.MaxValue || length > long.MaxValue)
        {
            return FileError.Invalid;
        }

        int wanted = advice switch
        {
            Advice.Normal => 0,
            Advice.Random => 1,
            Advice.Sequential => 2,
            Advice.WillNeed => 3,
            Advice.DontNeed => 4,
            _ => 5,
        };
        return Errno.Map(LibC.Advise(Descriptor, (long)offset, (long)length, wanted));
    }

    public bool IsReady(bool forWrite) => !IsPipe || Readiness.Check(Descriptor, forWrite, 0);

    public ValueTask WaitAsync(bool forWrite, CancellationToken cancellation) =>
        IsPipe ? Readiness.WaitAsync(Descriptor, forWrite, cancellation) : ValueTask.CompletedTask;
}
