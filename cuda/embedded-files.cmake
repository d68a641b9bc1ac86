# cuda/kernels/program_frame.h and all that it includes.
set(SY_EMBEDDED_FILES
  cuda/kernels/program_frame.h
  cuda/launch/attributes.h
  native/math/attributes.h
  native/math/element.h
  native/math/extension.h
  native/math/prime_fields.h)
