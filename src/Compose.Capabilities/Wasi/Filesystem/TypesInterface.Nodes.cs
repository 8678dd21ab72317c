using Compose.Capabilities.Files;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <content>Methods that files and directories answer alike.</content>
internal static partial class TypesInterface
{
    private static void DefineNode(InterfaceBuilder builder) => builder
        .Function("[method]descriptor.sync-data", static (_, args) => Sync(args[0].AsObject<Descriptor>(), true))
        .Function("[method]descriptor.sync", static (_, args) => Sync(args[0].AsObject<Descriptor>(), false))
        .Function("[method]descriptor.get-flags", static (_, args) => Value.Ok(Value.Flags(args[0].AsObject<Descriptor>().Flags)))
        .Function("[method]descriptor.get-type", static (_, args) => Value.Ok(Value.Case((int)args[0].AsObject<Descriptor>().Node.Type)))
        .Function("[method]descriptor.set-times", static (_, args) =>
        {
            var descriptor = args[0].AsObject<Descriptor>();
            return Answer(descriptor.IsReadOnly
                ? FileError.NotPermitted
                : descriptor.Node.SetTimes(NewTimeOf(args[1]), NewTimeOf(args[2])));
        })
        .Function("[method]descriptor.stat", static (_, args) =>
        {
            var descriptor = args[0].AsObject<Descriptor>();
            FileError error = descriptor.Node.Stat(out NodeStat stat);
            return error == FileError.None ? StatOf(Shown(descriptor, stat)) : Err(error);
        })
        .Refusing(null)
        .Function("[method]descriptor.is-same-object", static (_, args) =>
            Value.From(IsSame(args[0].AsObject<Descriptor>(), args[1].AsObject<Descriptor>())))
        .Refusing(Err(FileError.NotPermitted))
        .Function("[method]descriptor.metadata-hash", static (_, args) =>
        {
            var descriptor = args[0].AsObject<Descriptor>();
            FileError error = descriptor.Node.Stat(out NodeStat stat);
            return error == FileError.None ? MetadataHash.Of(Shown(descriptor, stat)) : Err(error);
        });

    /// <summary>The attributes as the run shows them.</summary>
    private static NodeStat Shown(Descriptor descriptor, in NodeStat stat) => descriptor.Owner.Services.StableNodes?.Of(stat) ?? stat;

    /// <summary>Succeeds without effect on what was not opened for writing.</summary>
    private static Value Sync(Descriptor descriptor, bool dataOnly) =>
        descriptor.CanWrite || descriptor.Directory is not null ? Answer(descriptor.Node.Sync(dataOnly)) : Value.Ok();

    private static bool IsSame(Descriptor left, Descriptor right) =>
        left.Node.GetType() == right.Node.GetType()
        && left.Node.Stat(out NodeStat one) == FileError.None
        && right.Node.Stat(out NodeStat other) == FileError.None
        && one.Device == other.Device
        && one.Number == other.Number;
}
