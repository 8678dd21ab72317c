using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Clocks;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <summary>
/// <c>wasi:filesystem/types</c>: shared; a descriptor carries the authority it was opened under. A grant that is read-only
/// answers every change with <c>not-permitted</c>.
/// </summary>
internal static partial class TypesInterface
{
    public const string Name = "wasi:filesystem/types";

    public static HostResourceType DescriptorType { get; } = InterfaceBuilder.TypeOf("descriptor");

    public static HostResourceType EntryStreamType { get; } = InterfaceBuilder.TypeOf("directory-entry-stream");

    public static HostInstance Instance { get; } = Make();

    private static HostInstance Make()
    {
        InterfaceBuilder builder = new InterfaceBuilder(Name)
            .Resource(DescriptorType)
            .Resource(EntryStreamType)
            .Resource(ErrorInterface.ErrorType)
            .Resource(StreamsInterface.InputStreamType)
            .Resource(StreamsInterface.OutputStreamType)
            .Function("filesystem-error-code", static (_, args) =>
                args[0].AsObject<IoError>().Fault.File is not FileError.None and var error ? Value.Some(Code(error)) : Value.None)
            .Function("[method]directory-entry-stream.read-directory-entry", static (_, args) => NextEntry(args[0].AsObject<DirectoryEntryStream>()));
        builder.Refusing(Err(FileError.NotPermitted));
        DefineFile(builder);
        DefineNode(builder);
        DefineDirectory(builder);
        return builder.Instance;
    }

    private static Value NextEntry(DirectoryEntryStream stream)
    {
        if (stream.Next() is not { } entry)
        {
            return Value.Ok(Value.None);
        }

        return entry.Name is { } name
            ? Value.Ok(Value.Some(Value.Record(Value.Case((int)entry.Type), Value.From(name))))
            : Err(FileError.IllegalByteSequence);
    }

    /// <summary>The case of <c>error-code</c>.</summary>
    private static Value Code(FileError error) => Value.Case((int)error - 1);

    private static Value Err(FileError error) => Value.Err(Code(error));

    private static Value Answer(FileError error) => error == FileError.None ? Value.Ok() : Err(error);

    private static NewTime NewTimeOf(Value value) => value.CaseIndex switch
    {
        0 => NewTime.NoChange,
        1 => NewTime.Now,
        _ => NewTime.At(WallClockInterface.Timestamp(value.Payload)),
    };

    private static Value StatOf(in NodeStat stat) => Value.Ok(Value.Record(
        Value.Case((int)stat.Type),
        Value.From(stat.LinkCount),
        Value.From(stat.Size),
        TimeOf(stat.Accessed),
        TimeOf(stat.Modified),
        TimeOf(stat.Changed)));

    private static Value TimeOf(Timestamp? time) => time is { } known ? Value.Some(WallClockInterface.Datetime(known)) : Value.None;
}
