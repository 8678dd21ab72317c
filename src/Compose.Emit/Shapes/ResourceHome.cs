namespace Compose.Emit.Shapes;

/// <summary>
/// Where a component first names a resource: one of its imports (then whoever instantiates supplies it) or one of its
/// exports (then it is the component's own). <see cref="Name"/> is the name of the type within that instance, or null
/// if the import or export is the type itself.
/// </summary>
internal readonly record struct ResourceHome(bool IsImport, int Extern, string? Name);
