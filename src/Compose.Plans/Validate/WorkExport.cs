using Compose.Wasm.Components;

namespace Compose.Plans;

/// <summary>An export of the composition with the instance and the item found.</summary>
internal sealed record WorkExport(string Name, int Instance, ComponentExtern Item, PlanExport Plan);
