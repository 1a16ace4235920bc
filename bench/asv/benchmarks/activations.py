"""Every kernel in every form, as `python -m fastrelu bench` calls it. asv times; what is timed is fastrelu's to say."""

import fastrelu
from fastrelu._signature import FORMS, KERNELS
from fastrelu.bench.cases import Case, arrays, forms_of, ours

FORM_NAMES = list(FORMS["elementwise"])


class Throughput:
    """A million numbers on one thread, into an existing output."""

    params = (list(KERNELS), FORM_NAMES, ["float32", "float64"])
    param_names = ("activation", "form", "dtype")
    size = 1_000_000

    def setup(self, name, form, dtype):
        if not forms_of(name, [form]):
            raise NotImplementedError(f"{name} has no {form}")
        self.call = ours(Case(name, form, arrays(self.size, dtype), fresh=False, threads=1))
        fastrelu.set_num_threads(1)

    def time_call(self, name, form, dtype):
        self.call()


class SmallCalls(Throughput):
    """What a call costs, apart from the numbers."""

    size = 1
