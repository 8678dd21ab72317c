using Compose.Capabilities.Files;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <content>Methods that only a file answers; a directory is a <c>bad-descriptor</c> to them.</content>
internal static partial class TypesInterface
{
    private static void DefineFile(InterfaceBuilder builder) => builder
        .Function("[method]descriptor.read-via-stream", static (_, args) =>
        {
            var descriptor = args[0].AsObject<Descriptor>();
            return descriptor.File is { } file && descriptor.CanRead
                ? Value.Ok(Value.Resource(new InputStream(descriptor.Owner, new FileSource(descriptor, file, args[1].AsU64))))
                : Err(FileError.BadDescriptor);
        })
        .Function("[method]descriptor.write-via-stream", static (_, args) => Writer(args[0].AsObject<Descriptor>(), args[1].AsU64))
        .Function("[method]descriptor.append-via-stream", static (_, args) => Writer(args[0].AsObject<Descriptor>(), null))
        .Function("[method]descriptor.advise", static (_, args) =>
        {
            return args[0].AsObject<Descriptor>().File is { } file
                ? Answer(file.Advise(args[1].AsU64, args[2].AsU64, (Advice)args[3].CaseIndex))
                : Err(FileError.BadDescriptor);
        })
        .Function("[method]descriptor.set-size", static (_, args) =>
        {
            var descriptor = args[0].AsObject<Descriptor>();
            FileError error = MayWrite(descriptor);
            return Answer(error == FileError.None ? descriptor.SetSize(args[1].AsU64) : error);
        })
        .Function("[method]descriptor.read", static (call, args) => Read(call, args[0].AsObject<Descriptor>(), args[1].AsU64, args[2].AsU64), lends: true)
        .Function("[method]descriptor.write", static (_, args) => Write(args[0].AsObject<Descriptor>(), args[1].AsSpan, args[2].AsU64), lends: true);

    private static Value Writer(Descriptor descriptor, ulong? offset) => descriptor.File is { } file && descriptor.CanWrite
        ? Value.Ok(Value.Resource(new OutputStream(descriptor.Owner, new FileSink(descriptor, file, offset))))
        : Err(FileError.BadDescriptor);

    /// <summary>A grant that is read-only is not permitted to write; a file that was not opened for it is a bad descriptor.</summary>
    private static FileError MayWrite(Descriptor descriptor)
    {
        if (descriptor.File is null)
        {
            return FileError.BadDescriptor;
        }

        if (descriptor.IsReadOnly)
        {
            return FileError.NotPermitted;
        }

        return descriptor.CanWrite ? FileError.None : FileError.BadDescriptor;
    }

    private static Value Read(HostCall call, Descriptor descriptor, ulong length, ulong offset)
    {
        if (descriptor.File is not { } file || !descriptor.CanRead)
        {
            return Err(FileError.BadDescriptor);
        }

        Span<byte> scratch = descriptor.Owner.Scratch;
        Span<byte> buffer = scratch[..(int)Math.Min(length, (ulong)scratch.Length)];
        FileError error = file.Read(buffer, offset, out int count);
        descriptor.Spend(count);
        return error == FileError.None
            ? Value.Ok(Value.Tuple(descriptor.Owner.FromScratch(call, count), Value.From(count == 0 && length > 0)))
            : Err(error);
    }

    private static Value Write(Descriptor descriptor, ReadOnlySpan<byte> bytes, ulong offset)
    {
        FileError error = MayWrite(descriptor);
        int count = 0;
        if (error == FileError.None)
        {
            descriptor.Owner.CountOutput(bytes.Length);
            descriptor.Spend(bytes.Length);
            error = descriptor.Write(bytes, offset, out count);
        }

        return error == FileError.None ? Value.Ok(Value.From((ulong)count)) : Err(error);
    }
}
